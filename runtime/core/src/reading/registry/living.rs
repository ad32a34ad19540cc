//! News of measured types: values that are left out, because an earlier value has equal labels.

use super::{DeclaredRef, Registry};
use crate::cells::living::LivingType;
use crate::declared::descriptor::Descriptor;
use crate::error::{Error, ErrorKind};
use crate::reading::registry::family::Family;

/// A measured type, with the descriptor of one of its metrics.
pub(super) type Measured = (&'static LivingType, &'static Descriptor);

/// Returns each type with a metric in these families.
pub(super) fn types_of(families: &[Family]) -> Vec<Measured> {
    let mut types: Vec<Measured> = Vec::new();
    for declaration in families.iter().flat_map(Family::declarations) {
        let DeclaredRef::Static(declaration) = declaration else { continue };
        let Some(metric) = declaration.living() else { continue };
        let of = metric.living_type();
        if !types.iter().any(|(known, _)| std::ptr::eq(*known, of)) {
            types.push((of, declaration.descriptor()));
        }
    }
    types
}

impl Registry {
    /// Returns the first two values with equal labels of each measured type. The first call takes them, so that each
    /// type is logged once.
    ///
    /// ```
    /// use gapless::{instrument_metric, Registry};
    ///
    /// /// A room.
    /// #[instrument_metric(namespace = "room")]
    /// struct Room {
    ///     /// Guests in the room.
    ///     #[metric(gauge)]
    ///     guests: usize,
    ///     #[metric(label, max = 10)]
    ///     name: &'static str,
    /// }
    ///
    /// let kitchen = Room { guests: 1, name: "kitchen" }.measured();
    /// let other = Room { guests: 2, name: "kitchen" }.measured();
    /// let news = Registry::global().take_news();
    /// assert!(news[0].to_string().contains(r#"two values of `Room` have the labels {name="kitchen"}"#));
    /// assert!(Registry::global().take_news().is_empty());
    /// # drop((kitchen, other));
    /// ```
    #[must_use]
    pub fn take_news(&self) -> Vec<Error> {
        let news = |&(of, descriptor): &Measured| {
            let (type_name, values) = of.take_conflict()?;
            let labels =
                descriptor.label_names().zip(values).map(|(name, value)| format!("{name}={value:?}"));
            let labels = labels.collect::<Vec<_>>().join(",");
            Some(ErrorKind::EqualLabels { type_name, labels }.into())
        };
        self.measured.iter().filter_map(news).collect()
    }
}
