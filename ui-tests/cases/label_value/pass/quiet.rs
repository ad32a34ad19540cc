//! The expansion causes no warnings, even with many lints enabled.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(missing_copy_implementations, single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_lifetimes)]
#![deny(rustdoc::all, clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![deny(clippy::let_underscore_must_use, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)]
#![forbid(unsafe_code)]

/// A channel.
#[derive(Clone, Copy, Debug, gapless::LabelValue)]
#[label(rename_all = "camelCase")]
pub enum Channel {
    /// Talk.
    Gossip,
    /// Anything.
    #[label(rename = "off topic")]
    OffTopic,
}

/// A failure.
#[derive(Debug, gapless::LabelValue)]
pub enum Failure<'a, T> {
    /// A file error.
    File(std::io::Error),
    /// A syntax error.
    Text {
        /// The line.
        text: &'a str,
        /// The cause.
        of: T,
    },
}

/// Uses the labels.
pub fn main() {
    use gapless::LabelValue;

    assert_eq!(Channel::OffTopic.as_label(), "off topic");
    assert_eq!(Failure::Text { text: "a", of: Channel::Gossip }.index(), 1);
    assert_eq!(Failure::<u8>::File(std::io::Error::other("full")).index(), 0);
}
