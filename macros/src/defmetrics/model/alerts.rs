//! The metric of a declaration, as its alerts see it.

use syn::Type;
use syn::ext::IdentExt;

use super::recorded::Recorded;
use crate::alert::{AlertLabel, Subject, Values};

/// Returns the metric that alerts watch.
pub(super) fn subject<'a>(
    of: &Recorded<'_>,
    name: &str,
    states: Option<&Type>,
    quantiles: &'a [f64],
) -> Subject<'a> {
    let typed = of.labels.typed.iter().map(|label| AlertLabel {
        ident: label.ident.unraw().to_string(),
        name: label.name.clone(),
        values: Values::of(&label.ty),
        measures: None,
    });
    // A state set exports its states as a label with the name of the metric.
    let states = states.map(|ty| AlertLabel {
        ident: of.ident.unraw().to_string(),
        name: name.to_owned(),
        values: Values::of(ty),
        measures: None,
    });
    Subject {
        kind: Some(of.kind),
        labels: typed.chain(states).collect(),
        constant: of.labels.constant.iter().map(|(name, _)| name.clone()).collect(),
        quantiles,
        calls: None,
        left_out: Vec::new(),
        siblings: Vec::new(),
    }
}
