gapless::expect_crates![std, chat];

fn main() {}
