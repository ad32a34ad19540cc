gapless::expect_crates![
    "std",
    off-topic,
    std::metrics,
    core,
    core,
    crate,
];

fn main() {}
