//! Every form of an event.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
#![allow(unused_qualifications)]

use ::gapless::Event;

/// A name that is also a primitive's, and one that is a trait's.
#[allow(non_camel_case_types, missing_docs, dead_code)]
mod shadows {
    pub struct u8;
    pub struct Option;
    pub struct Some;
}
#[allow(unused_imports)]
use self::shadows::*;

/// Nothing is known of it.
#[derive(Event)]
pub struct Started;

/// Nothing is in it.
#[derive(Event)]
#[event(name = "server.stopped")]
pub struct Stopped {}

/// What can be in one.
#[derive(Event)]
#[event(name = "page.served", crate = ::gapless)]
pub struct PageServed<'a> {
    /// A text that it borrows.
    pub path: &'a ::std::primitive::str,
    /// A label.
    pub cached: ::std::primitive::bool,
    /// What neither is.
    pub hidden: Hidden,
    /// A name that is a keyword.
    pub r#type: ::std::string::String,
    /// A duration.
    #[event(measure)]
    pub took: ::std::time::Duration,
    /// A number of something.
    #[event(measure)]
    pub lines: ::std::primitive::usize,
    /// A size.
    #[event(measure = "kB")]
    pub size: ::std::primitive::f32,
}

/// It has a constant that is called as that of the trait, and is not to be used any more.
#[deprecated]
#[derive(Event)]
pub struct Moved {
    /// How far.
    #[event(measure)]
    pub steps: ::std::primitive::u64,
}

#[allow(deprecated)]
impl Moved {
    /// Its own.
    pub const TYPE: &'static ::std::primitive::str = "moved";
}

/// What takes its time.
#[derive(Event)]
#[event(span, name = "db.query")]
pub struct Query {
    /// How many rows it has read.
    #[event(measure)]
    pub rows: ::std::primitive::u32,
}

/// What says nothing of itself.
pub struct Hidden;

/// In a function of generic code.
pub fn emit<T>(of: T) -> T {
    #[derive(Event)]
    struct Inside {
        _n: ::std::primitive::u64,
    }
    Inside { _n: 1 }.emit();
    of
}

fn main() {
    Started.emit();
    Stopped {}.emit();
    PageServed {
        path: "/",
        cached: true,
        hidden: Hidden,
        r#type: ::std::string::String::new(),
        took: ::std::time::Duration::ZERO,
        lines: 1,
        size: 0.5,
    }
    .emit();
    emit(());
    ::gapless::events::span(Query { rows: 0 }, |query| query.rows = 1);
}
