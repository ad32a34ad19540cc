//! An enum with its own `VALUES` but without `no_values`, and an enum with fields, which does not list its values.

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
