//! The source locations of declarations.

use std::fmt;

pub use crate::__location as location;

/// The source location of a declaration.
///
/// Locations are ordered by crate, file, line and column. Of two conflicting declarations the earlier location is
/// exported, because the order of the linker can change from build to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Location {
    /// The name of the package.
    pub krate: &'static str,
    /// The source file, as passed to the compiler.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The path of the module.
    pub module: &'static str,
    /// The version of the package.
    pub version: &'static str,
}

impl Location {
    /// Returns the name of the crate in its own code, which can differ from the name of the package.
    pub(crate) fn crate_name(&self) -> &'static str {
        self.module.split("::").next().unwrap_or_default()
    }
}

/// Formats the location as `src/chat.rs:12`.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Returns the [`Location`](Location) of its invocation, or of a line and column in the same file.
#[doc(hidden)]
#[macro_export]
macro_rules! __location {
    () => {
        $crate::__private::location!(::core::line!(), ::core::column!())
    };
    ($line:expr, $column:expr) => {
        $crate::__private::new_location(
            ::core::option_env!("CARGO_PKG_NAME"),
            ::core::option_env!("CARGO_PKG_VERSION"),
            ::core::module_path!(),
            (::core::file!(), $line, $column),
        )
    };
}

/// Creates a location. Build systems other than cargo may not provide the name and version of the package.
pub const fn new_location(
    package: Option<&'static str>,
    version: Option<&'static str>,
    module: &'static str,
    (file, line, column): (&'static str, u32, u32),
) -> Location {
    Location { krate: given(package), file, line, column, module, version: given(version) }
}

const fn given(variable: Option<&'static str>) -> &'static str {
    match variable {
        Some(value) => value,
        None => "",
    }
}
