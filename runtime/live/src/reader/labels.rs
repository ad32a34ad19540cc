//! Labels as a view exports them.

use std::borrow::Cow;
use std::sync::Arc;

use gapless_encode::Export;

/// The exported labels of a series, without empty ones.
pub(crate) type Labels = Arc<[LabelPair]>;

/// The name and the value of a label.
pub(crate) type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// Returns the labels of a series as a view exports them, without empty ones.
pub(crate) fn exported<'a>(
    export: &'a Export,
    labels: &'a [LabelPair],
) -> impl Iterator<Item = LabelPair> + 'a {
    let has = |labels: &[LabelPair], name: &str| labels.iter().any(|(own, _)| own == name);
    let added = export.labels.iter().filter(move |(name, _)| export.renamed.is_some() || !has(labels, name));
    let own = labels.iter().map(move |(name, value)| match export.renamed {
        Some(prefix) if has(&export.labels, name) => (format!("{prefix}{name}").into(), value.clone()),
        _ => (name.clone(), value.clone()),
    });
    added.cloned().chain(own).filter(|(_, value)| !value.is_empty())
}
