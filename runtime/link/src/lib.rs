//! Which copies of the core of Gapless are in a program.
//!
//! Two versions of `gapless-core` in one program are two registries, each with a part of the metrics and blind to the
//! other. Both see this crate: it stays at version 1, whatever becomes of the core, so that a program has it once. Each
//! copy of the core registers here before `main`.

/// A copy of the core.
#[doc(hidden)]
#[derive(Debug)]
pub struct Core {
    /// Its version.
    pub version: &'static str,
}

inventory::collect!(Core);

#[doc(hidden)]
pub use inventory;

/// Registers the package that it stands in as a copy of the core.
#[doc(hidden)]
#[macro_export]
macro_rules! register {
    () => {
        $crate::inventory::submit! { $crate::Core { version: ::core::env!("CARGO_PKG_VERSION") } }
    };
}

/// The version of each copy of the core that is in this program, in text order.
///
/// ```
/// assert!(gapless_link::versions().is_empty()); // nothing but this crate is here
/// ```
#[must_use]
pub fn versions() -> Vec<&'static str> {
    let mut versions: Vec<_> = inventory::iter::<Core>.into_iter().map(|core| core.version).collect();
    versions.sort_unstable();
    versions
}
