gapless::expect_crates![off-topic];

fn main() {}
