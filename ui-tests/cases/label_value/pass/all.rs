//! Renamed values, variants with fields, and type parameters.

use gapless::{LabelValue, StatusClass};

#[derive(LabelValue)]
#[label(rename_all = "kebab-case")]
enum Channel {
    OffTopic,
    #[label(rename = "a \"quoted\" \\ name\nof two lines 🦀\0")]
    Odd,
    r#Type,
}

#[derive(LabelValue)]
enum Failure<T> {
    Io(std::io::Error),
    Parse { line: usize, of: T },
}

fn main() {
    assert_eq!(Channel::LABELS.iter().collect::<Vec<_>>(), ["off-topic", "a \"quoted\" \\ name\nof two lines 🦀\0", "type"]);
    assert_eq!((Channel::OffTopic.as_label(), Channel::Odd.index(), Channel::r#Type.index()), ("off-topic", 1, 2));
    assert_eq!(Failure::<u8>::Io(std::io::Error::other("x")).as_label(), "io");
    assert_eq!(Failure::Parse { line: 1, of: 'x' }.as_label(), "parse");
    assert_eq!(<Option<Channel>>::CARDINALITY, 4);
    assert_eq!(Some(Channel::OffTopic).as_label(), "off-topic");
    assert_eq!(Some(StatusClass::from(503)).as_label(), "5xx");
}
