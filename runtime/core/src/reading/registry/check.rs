//! Problems of a program as a whole, although each declaration compiles.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind};
use crate::reading::registry::{Registration, Registry};

gapless_link::register!();

impl Registry {
    /// Checks that all metrics of the program are exported.
    ///
    /// # Errors
    ///
    /// Returns the first of the [problems](Self::problems): the program has several copies of the core, a crate in
    /// `expect_crates!` or a module in `expect_modules!` does not declare metrics, two declarations conflict, or a
    /// library was loaded after the registry was created. A program that ignores the error exports the other metrics.
    ///
    /// ```
    /// gapless::Registry::global().check()?;
    /// # Ok::<(), gapless::Error>(())
    /// ```
    pub fn check(&self) -> Result<(), Error> {
        self.problems().into_iter().next().map_or(Ok(()), Err)
    }

    /// Returns all problems that [`check`](Self::check) reports, most fundamental first.
    ///
    /// ```
    /// assert!(gapless::Registry::global().problems().is_empty());
    /// ```
    #[must_use]
    pub fn problems(&self) -> Vec<Error> {
        let copies = gapless_link::versions();
        let copies = (copies.len() > 1).then_some(ErrorKind::Copies(copies));
        let silent = silent_crates();
        let silent = (!silent.is_empty()).then_some(ErrorKind::NoMetrics(silent));
        let left_out = silent_modules();
        let left_out = (!left_out.is_empty()).then_some(ErrorKind::ModulesWithoutMetrics(left_out));
        let late: Vec<_> = self.late().into_iter().map(|late| (late.name, late.location)).collect();
        let late = (!late.is_empty()).then_some(ErrorKind::DeclaredLate(late));
        let conflicts = (!self.conflicts.is_empty()).then(|| ErrorKind::Conflicts(self.conflicts.clone()));
        [copies, silent, left_out, conflicts, late].into_iter().flatten().map(Error::from).collect()
    }
}

/// Returns the expected crates that do not declare metrics.
fn silent_crates() -> Vec<&'static str> {
    let (mut expected, mut declaring) = (BTreeSet::new(), BTreeSet::new());
    for registration in inventory::iter::<Registration> {
        if let Registration::Crates(crates) = registration {
            expected.extend(crates.iter().copied());
        }
        declaring.extend(registration.descriptors().map(|of| of.location.crate_name()));
    }
    expected.difference(&declaring).copied().collect()
}

/// Returns the expected modules that do not declare metrics, neither themselves nor in their submodules.
fn silent_modules() -> Vec<String> {
    let all = || inventory::iter::<Registration>.into_iter();
    let declaring: BTreeSet<_> =
        all().flat_map(Registration::descriptors).map(|of| of.location.module).collect();
    let declares = |module: &str| {
        let is_in = |other: &&str| {
            other.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        declaring.iter().any(is_in)
    };
    let expected: BTreeSet<_> = all().flat_map(Registration::modules).collect();
    expected.into_iter().filter(|module| !declares(module)).collect()
}

impl Registration {
    /// Returns the paths of the expected modules.
    fn modules(&self) -> impl Iterator<Item = String> {
        let (place, paths) = match *self {
            Registration::Modules(place, paths) => (place, paths),
            _ => ("", &[] as &[&str]),
        };
        let krate = place.split("::").next().unwrap_or_default();
        paths.iter().map(move |path| format!("{krate}::{path}"))
    }
}
