//! Functions with `#[poll]`, which `inventory` collects.

use std::sync::atomic::AtomicBool;

use gapless_core::__private::inventory;

use super::claim::Claim;
use super::polling_group::PollingGroup;

/// A function with `#[poll]`. For the output of that macro only; it may change in any release.
#[derive(Debug)]
pub struct PollFunction {
    make: fn() -> PollingGroup,
    /// Whether a schedule has claimed the function; see `Claim`.
    is_taken: AtomicBool,
}

/// A reference to a [`PollFunction`]: `inventory` collects only values without interior mutability.
#[derive(Debug)]
pub struct RegisteredFunction(&'static PollFunction);

inventory::collect!(RegisteredFunction);

impl PollFunction {
    /// Creates the entry of a function that no schedule runs yet.
    #[must_use]
    pub const fn new(make: fn() -> PollingGroup) -> Self {
        PollFunction { make, is_taken: AtomicBool::new(false) }
    }

    /// Returns the value to submit to `inventory`.
    #[must_use]
    pub const fn registered(&'static self) -> RegisteredFunction {
        RegisteredFunction(self)
    }
}

impl PollingGroup {
    /// Returns the polling groups of all functions in the program that have the attribute `#[poll]`.
    pub fn functions() -> impl Iterator<Item = PollingGroup> {
        let all = inventory::iter::<RegisteredFunction>.into_iter();
        all.map(|RegisteredFunction(function)| (function.make)().claimed(Claim::on(&function.is_taken)))
    }
}
