//! Label sets of every form, without the prelude and with shadowed names.
#![no_implicit_prelude]
#![deny(warnings, missing_docs, single_use_lifetimes, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery)]
#![allow(clippy::redundant_pub_crate)] // the opposite of `unreachable_pub`

/// Not `Copy`.
#[derive(::gapless::LabelSet)]
pub enum Endpoint {
    /// Lists.
    #[labels(method = "GET", route = "a \"quoted\" \\ route\nof two lines 🦀")]
    List,
    /// Adds; the order does not matter, and one attribute can be two.
    #[labels(route = "/games")]
    #[labels(method = "POST")]
    Add {},
    /// Nothing constructs it.
    #[labels(method = "PUT", route = "/games")]
    Unused(),
}

/// With fields.
#[derive(::gapless::LabelSet)]
pub enum Failure<'a, T: ?::std::marker::Sized, const N: usize> {
    /// Of a file.
    #[labels(kind = "io", r#in = "file")]
    File(&'a T),
    /// Of an array.
    #[labels(kind = "format", r#in = "file")]
    Format {
        /// The array.
        of: [u8; N],
    },
}

#[allow(dead_code, non_camel_case_types)]
mod shadowed {
    struct Option;
    struct usize;
    struct str;
    trait LabelSet {}

    #[derive(Clone, Copy, ::gapless::LabelSet)]
    #[labels(no_values)]
    pub(crate) enum Side {
        #[labels(index = "left")]
        Some,
        #[labels(index = "right")]
        None,
    }

    use ::std::clone::Clone;
    use ::std::marker::Copy;

    impl Side {
        pub(crate) const VALUES: [u8; 1] = [1];
    }
}

use shadowed::Side;

::gapless::defmetrics! {
    /// Requests.
    pub counter requests_total(endpoint: Endpoint);

    /// Requests by side.
    pub counter sides_total(side: Side, endpoint: &Endpoint, wrong: bool, kind = "x");

    /// Failures.
    pub counter failures_total(failure: Failure<'static, str, 3>);
}

/// Handles.
#[::gapless::instrument_metric(name = "handle", labels(endpoint: &Endpoint = endpoint, side: Side = Side::Some))]
pub fn handle(endpoint: &Endpoint) {
    let _ = endpoint;
}

use ::std::primitive::str;

/// Only uses.
pub fn main() {
    requests_total(Endpoint::Add {}).inc();
    sides_total(Side::None, &Endpoint::List, true).inc();
    failures_total(Failure::Format { of: [0; 3] }).inc();
    failures_total(Failure::File("a")).inc();
    handle(&Endpoint::List);
    ::std::assert!(::std::matches!(
        Endpoint::from_labels("POST", "/games"),
        ::std::option::Option::Some(Endpoint::Add {})
    ));
    ::std::assert!(::std::matches!(Endpoint::from_labels("GET", "/games"), ::std::option::Option::None));
    ::std::assert_eq!(Endpoint::VALUES.len() + Side::VALUES.len(), 4);
}
