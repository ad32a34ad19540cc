//! Where in the source a metric or an event is declared.

use std::fmt;

pub use crate::__location as location;

/// The place in the source where a metric is declared.
///
/// Sites have an order, by crate, file, line and column: it decides which of two clashing declarations stands, because
/// the order in which a linker collects them changes from build to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Location {
    /// The package's name.
    pub krate: &'static str,
    /// The source file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The module's path.
    pub module: &'static str,
    /// The package's version.
    pub version: &'static str,
}

impl Location {
    /// The crate's name in its own code, which is not always the package's.
    pub(crate) fn crate_name(&self) -> &'static str {
        self.module.split("::").next().unwrap_or_default()
    }
}

/// As `src/chat.rs:12`.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The place of its invocation, or the given line and column of that file, as a [`Location`](Location).
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

/// The place in a package, whose name and version cargo tells and other build systems may not.
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
