//! The expansion does not use the prelude.
#![no_implicit_prelude]
#![deny(warnings)]

#[derive(::gapless::LabelValue)]
#[label(rename_all = "kebab-case")]
enum Channel {
    OffTopic,
    #[label(rename = "other")]
    Data { of: ::std::string::String },
    Pair(u8, ::std::option::Option<u8>),
}

#[derive(::gapless::LabelValue)]
enum Generic<T> {
    One(T),
}

fn main() {
    use ::gapless::LabelValue;

    ::std::assert_eq!(Channel::OffTopic.as_label(), "off-topic");
    ::std::assert_eq!(Channel::Data { of: ::std::string::String::new() }.as_label(), "other");
    ::std::assert_eq!(Channel::Pair(1, ::std::option::Option::None).index(), 2);
    ::std::assert_eq!(Generic::One(1).as_label(), "one");
}
