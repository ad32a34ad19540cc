//! Misspelled keys and cases.

#[derive(gapless::LabelValue)]
#[label(renameall = "kebab", krate = gapless)]
enum Channel {
    #[label(renam = "x")]
    Gossip,
}

#[derive(gapless::LabelValue)]
#[label(rename_all = "SnakeCase")]
enum Origin {
    #[lable(rename = "x")]
    Web,
}

#[derive(gapless::LabelValue)]
#[label(rename_all = "upper")]
enum Side {
    Left,
}

fn main() {}
