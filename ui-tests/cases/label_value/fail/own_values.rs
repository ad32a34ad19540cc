//! An enum that has values of its own, and does not say so; one with fields, which does not list its values.

#[derive(gapless::LabelValue)]
enum Side {
    Left,
    Right,
}

impl Side {
    const VALUES: [Side; 2] = [Side::Right, Side::Left];
}

#[derive(gapless::LabelValue)]
enum Failure {
    Io(std::io::Error),
    Parse,
}

fn main() {
    let _ = Failure::VALUES;
    let _ = Failure::from_label("io");
}
