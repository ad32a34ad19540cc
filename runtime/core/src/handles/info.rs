//! Infos: label sets that are there, of which a family has one at a time.
//!
//! What an info says is in its labels alone, and its value is always 1. So it has no cells: a family keeps the one label set
//! that it is set to, and to set another one takes its place. Nothing is kept before that, so a handle has the texts.

use crate::cells::declared::Declared;
use crate::cells::info_labels::InfoLabels;
use crate::cells::series::SeriesRef;
use crate::ENABLED;

/// The labels that something has for a while, such as the version of a program; exported as one series that is 1.
///
/// It is there once it is set, with the labels that it was set to last; one whose labels are all constant is there from the
/// start. A label set that is set while the metric is [switched off](crate::Switch) is there once it is on.
///
/// ```
/// gapless::defmetrics! {
///     /// How the server listens.
///     info server_info(tls: bool);
/// }
///
/// server_info(true).set();
/// assert!(server_info(true).is_set());
/// server_info(false).set();
/// assert!(!server_info(true).is_set());
/// ```
#[derive(Debug)]
pub struct Info {
    family: &'static Declared,
    labels: InfoLabels,
}

impl Info {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(family: &'static Declared, series: SeriesRef) -> Self {
        Info { family, labels: InfoLabels { typed: series.label_set().get(), open: Vec::new() } }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn of<const N: usize>(family: &'static Declared, typed: usize, open: [Option<&str>; N]) -> Self {
        let open = open.into_iter().flatten().map(Box::from).collect();
        Info { family, labels: InfoLabels { typed, open } }
    }

    /// Sets the labels to these, in place of those that were there.
    pub fn set(self) {
        if ENABLED {
            self.family.info().set(self.labels);
        }
    }

    /// Whether these are the labels that are there.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.family.info().get().is_some_and(|labels| labels == self.labels)
    }
}
