gapless::expect_crates![std core];

fn main() {}
