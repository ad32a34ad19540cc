//! Counts the copies of the core of Gapless in a program.
//!
//! Two versions of `gapless-core` in one program have separate registries, and each exports only a part of the metrics.
//! This crate stays at version 1 for all versions of the core, so a program links it once. Each copy of the core
//! registers here before `main`, and [`versions`] returns all of them, so that the core can report a conflict.

/// A copy of the core.
#[doc(hidden)]
#[derive(Debug)]
pub struct Core {
    /// The version of the copy.
    pub version: &'static str,
}

inventory::collect!(Core);

#[doc(hidden)]
pub use inventory;

/// Registers the calling package as a copy of the core.
#[doc(hidden)]
#[macro_export]
macro_rules! register {
    () => {
        $crate::inventory::submit! { $crate::Core { version: ::core::env!("CARGO_PKG_VERSION") } }
    };
}

/// Returns the versions of all copies of the core in this program, sorted as strings.
///
/// ```
/// assert!(gapless_link::versions().is_empty()); // this example does not link the core
/// ```
#[must_use]
pub fn versions() -> Vec<&'static str> {
    let mut versions: Vec<_> = inventory::iter::<Core>.into_iter().map(|core| core.version).collect();
    versions.sort_unstable();
    versions
}
