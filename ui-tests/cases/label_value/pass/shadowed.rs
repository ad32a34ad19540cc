//! The user's items may have the names of crates, types and macros that the expansion uses.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, unused_macros)]

macro_rules! shadow {
    ($($name:ident)*) => {
        $(macro_rules! $name { () => { this is not what was meant }; })*
    };
}

shadow!(compile_error concat matches module_path panic stringify unreachable vec);

mod labels {
    mod core {}
    mod std {}
    mod alloc {}
    mod gapless {}
    struct usize;
    struct str;
    struct Option;
    struct Result;
    struct Some;
    struct None;
    struct LabelValues;
    trait LabelValue {}

    #[derive(::gapless::LabelValue)]
    pub(crate) enum Channel {
        Gossip,
        Testing(u8),
    }
}

fn main() {
    assert_eq!(gapless::LabelValue::as_label(&labels::Channel::Testing(1)), "testing");
    assert_eq!(gapless::LabelValue::index(&labels::Channel::Gossip), 0);
}
