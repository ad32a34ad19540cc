gapless::expect_crates![std::metrics];

fn main() {}
