#[derive(gapless::LabelValue)]
enum Channel {
    OffTopic,
    #[label(rename = "off_topic")]
    Other,
    #[label(rename = "")]
    Nothing,
}

fn main() {}
