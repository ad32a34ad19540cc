gapless::expect_crates!["std"];

fn main() {}
