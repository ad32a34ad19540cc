//! The user's variants, enums, constants and methods may have the names that the expansion uses.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, clippy::upper_case_acronyms)]

use gapless::LabelValue as _;

const VALUES: u8 = 1;
static index: u8 = 1;

trait Everything {
    const VALUES: u8 = 0;

    fn index(&self) {}
}

impl<T: ?Sized> Everything for T {}

#[derive(gapless::LabelValue)]
enum LabelValue {
    LabelValues,
    VALUES,
    CARDINALITY,
    Some,
    None,
    Ok,
    Err,
    Option,
    Vec,
    String,
    Index { index: u8 },
    r#Match,
    r#loop,
    usize,
    str,
}

#[derive(gapless::LabelValue)]
enum r#type {
    r#fn,
}

impl LabelValue {
    fn index(&self) -> u8 {
        index
    }
}

fn main() {
    assert_eq!(LabelValue::Index { index }.as_label(), "index");
    assert_eq!(LabelValue::Some.as_label(), "some");
    assert_eq!(LabelValue::VALUES.as_label(), "values");
    assert_eq!(LabelValue::r#loop.as_label(), "loop");
    assert_eq!(<r#type as gapless::LabelValue>::LABELS.get(0), "fn");
    assert_eq!(LabelValue::Ok.index(), 1);
}
