#[derive(gapless::LabelValue)]
#[label(rename_al = "kebab-case", rename_all = "kebap-case")]
enum Channel {
    #[label(name = "x", rename = "a", rename = "b")]
    Gossip,
}

fn main() {}
