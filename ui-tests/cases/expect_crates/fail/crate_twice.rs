gapless::expect_crates![crate = ::gapless, crate = gapless];

fn main() {}
