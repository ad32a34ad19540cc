#[derive(gapless::LabelValue)]
struct Channel;

fn main() {}
