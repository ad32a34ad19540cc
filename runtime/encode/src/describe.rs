//! Selected metrics as JSON, for admin endpoints and debug output.

use std::time::UNIX_EPOCH;

use gapless_core::{SelectedFamily, Selection, Series};

use crate::json::{self, Object};

/// Describes selected metrics as a JSON array: the declaration, the state and the series of each metric.
///
/// A histogram and a summary have their number of observations as the value, and a state set the index of its state. A
/// value that is not finite is `null`.
///
/// ```
/// use gapless::dynamic::Registry;
/// use gapless::encode::describe;
///
/// let registry = Registry::new();
/// registry.gauge("depth", "Depth.").labels(["shop"]).register()?.with(["north"]).set(2.5);
/// let json = describe(&registry.find("depth"));
/// assert!(json.contains(r#""name":"depth","type":"gauge","help":"Depth.""#));
/// assert!(json.contains(r#""series":[{"labels":{"shop":"north"},"value":2.5}]"#));
/// # Ok::<(), gapless::Error>(())
/// ```
#[must_use]
pub fn describe(selection: &Selection<'_>) -> String {
    let mut out = String::new();
    json::array(&mut out, &selection.families(), describe_family);
    out
}

fn describe_family(selected: &SelectedFamily, out: &mut String) {
    let family = &selected.family;
    Object::write(out, |object| {
        object.string("name", &family.name);
        object.string("type", family.kind.as_str());
        object.string("help", &family.help);
        family.unit.iter().for_each(|unit| object.string("unit", unit));
        object.string("group", &family.group);
        object.plain("enabled", selected.is_enabled);
        selected.max_series.iter().for_each(|limit| object.plain("max_series", limit));
        object.plain("refused", selected.refused);
        object.plain("overflowed", selected.overflowed);
        if let Some(location) = selected.location {
            object.string("declared_at", &location.to_string());
        }
        object.member("series", |out| json::array(out, &family.series, describe_series));
    });
}

fn describe_series(series: &Series, out: &mut String) {
    Object::write(out, |object| {
        object.member("labels", |out| {
            Object::write(out, |labels| {
                series.labels.iter().for_each(|(name, value)| labels.string(name, value));
            });
        });
        object.double("value", series.value.as_f64());
        if let Some(created) = series.created.and_then(|created| created.duration_since(UNIX_EPOCH).ok()) {
            object.double("created", created.as_secs_f64());
        }
    });
}
