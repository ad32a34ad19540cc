#[derive(gapless::LabelValue)]
enum Channel {}

fn main() {}
