gapless::expect_crates![chat = ];

fn main() {}
