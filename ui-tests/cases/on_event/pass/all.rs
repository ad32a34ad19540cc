//! Every form of a handler.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
#![allow(unused_qualifications, clippy::non_minimal_cfg, clippy::unused_unit)]

use ::gapless::{Event, on_event};

/// An event without fields.
#[derive(Event)]
pub struct Started;

/// An event that borrows.
#[derive(Event)]
pub struct PageServed<'a> {
    /// A string.
    pub path: &'a ::std::primitive::str,
}

/// A handler that is also called directly.
#[on_event]
pub fn public(_event: &Started) {}

#[on_event(crate = ::gapless)]
fn private(_: &self::Started) -> () {}

#[on_event]
fn any_lifetime(event: &PageServed) {
    let _ = event.path;
}

#[on_event]
#[cfg(all())]
fn named<'a>(PageServed { path }: &'a PageServed<'a>) {
    let _ = path;
}

#[cfg(any())]
#[on_event]
fn compiled_out(_: &NoSuchEvent) {}

#[on_event]
#[cfg(any())]
fn compiled_out_below(_: &NoSuchEvent) {}

macro_rules! listen {
    ($name:ident, $event:ident) => {
        #[on_event]
        fn $name(_: &$event) {}
    };
}

listen!(by_a_macro, Started);

fn main() {
    #[on_event]
    fn inside(event: &Started) {
        public(event);
    }

    Started.emit();
    PageServed { path: "/" }.emit();
}
