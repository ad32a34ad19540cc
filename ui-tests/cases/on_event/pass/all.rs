//! Every form of a handler.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
#![allow(unused_qualifications, clippy::non_minimal_cfg, clippy::unused_unit)]

use ::gapless::{Event, on_event};

/// It has nothing to say.
#[derive(Event)]
pub struct Started;

/// It borrows.
#[derive(Event)]
pub struct PageServed<'a> {
    /// A text.
    pub path: &'a ::std::primitive::str,
}

/// A handler that others call as well.
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
