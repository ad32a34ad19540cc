//! Every form of an event.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
#![allow(unused_qualifications)]

use ::gapless::Event;

/// A type with the name of a primitive type, and a type with the name of a trait.
#[allow(non_camel_case_types, missing_docs, dead_code)]
mod shadows {
    pub struct u8;
    pub struct Option;
    pub struct Some;
}
#[allow(unused_imports)]
use self::shadows::*;

/// A type without traits.
#[derive(Event)]
pub struct Started;

/// An event without fields.
#[derive(Event)]
#[event(name = "server.stopped")]
pub struct Stopped {}

/// An event with every kind of field.
#[derive(Event)]
#[event(name = "page.served", crate = ::gapless)]
pub struct PageServed<'a> {
    /// A borrowed string.
    pub path: &'a ::std::primitive::str,
    /// A label.
    pub cached: ::std::primitive::bool,
    /// A field of another type.
    pub hidden: Hidden,
    /// A field with a raw name.
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

/// A deprecated event with a constant that has the name of the trait's constant.
#[deprecated]
#[derive(Event)]
pub struct Moved {
    /// The distance.
    #[event(measure)]
    pub steps: ::std::primitive::u64,
}

#[allow(deprecated)]
impl Moved {
    /// A constant of the type.
    pub const TYPE: &'static ::std::primitive::str = "moved";
}

/// A span.
#[derive(Event)]
#[event(span, name = "db.query")]
pub struct Query {
    /// The number of rows.
    #[event(measure)]
    pub rows: ::std::primitive::u32,
}

/// An event without attributes.
pub struct Hidden;

/// Emits an event from generic code.
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
