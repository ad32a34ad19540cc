gapless::expect_crates![crate];

fn main() {}
