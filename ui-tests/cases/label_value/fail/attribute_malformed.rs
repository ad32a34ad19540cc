//! Attributes without arguments, or without parentheses.

#[derive(gapless::LabelValue)]
#[label]
#[label = "kebab-case"]
#[label("kebab-case")]
enum Channel {
    #[label]
    Gossip,
    #[label("off-topic")]
    OffTopic,
    #[label(rename)]
    Testing,
    #[label(rename = Other)]
    Other,
    #[label(rename = 3)]
    Three,
    #[label(rename("four"))]
    Four,
    #[label(rename = "five" rename = "six")]
    Five,
}

#[derive(gapless::LabelValue)]
#[label(crate = "gapless")]
enum Origin {
    Web,
}

#[derive(gapless::LabelValue)]
#[label(rename_all = snake_case)]
enum Side {
    Left,
}

fn main() {}
