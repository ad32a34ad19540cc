//! Enums whose values are not listed, and mistakes in `no_values`.

#[derive(gapless::LabelValue)]
#[label(no_values)]
enum Failure {
    Io(std::io::Error),
    Parse,
}

#[derive(gapless::LabelValue)]
#[label(no_values = true)]
#[label(no_values, no_values)]
enum Channel {
    Gossip,
}

fn main() {}
