//! `#[poll]` functions: sync and async, with and without a result, and with any names in scope.
#![no_implicit_prelude]
#![deny(warnings, missing_docs, unused_qualifications, unused_results)]
#![forbid(unsafe_code)]

use ::gapless::poll;

#[allow(dead_code)]
mod core {}
#[allow(dead_code)]
mod std {}
#[allow(dead_code)]
type Option = ();

#[poll]
fn plain() {}

#[poll(every = "5s", name = "other_name", group = "gapless", limit = "1s", delay = "1m30s", detach_on_error)]
fn with_all_keys() -> ::std::result::Result<(), &'static str> {
    ::std::result::Result::Err("on purpose")
}

#[poll(every = "100ms")]
async fn r#async() -> ::std::io::Result<()> {
    ::std::result::Result::Ok(())
}

#[deprecated]
#[poll]
fn old() {}

mod metrics {
    pub(crate) use ::gapless::*;
}

#[poll(crate = crate::metrics)]
pub(crate) async fn with_a_path() {}

fn main() {
    plain();
    let _ = with_all_keys();
    drop(r#async());
    drop(with_a_path());
    let polls = ::gapless::plugins::PollingGroup::functions();
    let names = ::std::iter::Iterator::map(polls, |poll| ::std::string::ToString::to_string(poll.name()));
    let mut names: ::std::vec::Vec<_> = ::std::iter::Iterator::collect(names);
    names.sort();
    ::std::assert_eq!(names, ["async", "old", "other_name", "plain", "with_a_path"]);
}

use ::std::mem::drop;
