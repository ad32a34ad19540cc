use gapless::on_event;

struct Started;

#[on_event]
fn log(_: &Started) {}

fn main() {}
