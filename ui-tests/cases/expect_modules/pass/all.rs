//! A list compiles in every place for items, with any names in scope, and without a warning.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub, warnings)]

#[allow(dead_code)]
mod std {}

::gapless::expect_modules![crate::metrics, crate::r#try::not_there,];
::gapless::expect_modules![];

mod metrics {
    pub(crate) use ::gapless;

    ::gapless::expect_modules![crate = crate::metrics::gapless, crate::metrics];
}

/// A module that contains only lists.
pub fn main() {
    metrics::gapless::expect_modules!(crate::metrics);
}
