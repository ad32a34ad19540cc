//! A list compiles in every place for items, with any names in scope, and without a warning.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub, warnings)]

extern crate alloc;

#[allow(dead_code)]
mod std {}

::gapless::expect_crates![std, core = own_name,];
::gapless::expect_crates![];

mod metrics {
    pub(crate) use ::gapless;

    ::gapless::expect_crates![crate = crate::metrics::gapless, r#alloc];
}

/// A module that contains only lists.
pub fn main() {
    metrics::gapless::expect_crates!(std);
}
