gapless::expect_crates![std, core, std];

fn main() {}
