//! Keys of the enum, of a variant and of a field in the wrong place.

#[derive(gapless::LabelValue)]
#[label(rename = "channel")]
enum Channel {
    #[label(rename_all = "kebab-case", crate = gapless)]
    Gossip,
    Testing(#[label(rename = "number")] u8),
    OffTopic {
        #[label(skip)]
        text: String,
    },
}

fn main() {}
