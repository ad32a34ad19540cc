//! JSON of points: numbers that JSON lacks are strings, and a missing point is `null`.

use std::fmt::Write;

pub(crate) use gapless_encode::json_array as array;
use serde::Serialize;

/// Returns a value as JSON.
pub(crate) fn of(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the keys of all maps are strings")
}

/// Writes a number: an integer without a decimal point, and `"NaN"`, `"+Inf"` or `"-Inf"` as strings.
pub(crate) fn number(value: f64, out: &mut String) {
    let _ = match value {
        _ if value.is_nan() => write!(out, "\"NaN\""),
        f64::INFINITY => write!(out, "\"+Inf\""),
        f64::NEG_INFINITY => write!(out, "\"-Inf\""),
        _ if value != 0.0 && !(1e-6..1e17).contains(&value.abs()) => write!(out, "{value:e}"),
        _ => write!(out, "{value}"), // writing to a string does not fail
    };
}

/// Writes a number, or `null`.
pub(crate) fn point(value: Option<f64>, out: &mut String) {
    match value {
        Some(value) => number(value, out),
        None => out.push_str("null"),
    }
}

/// Writes an object, each member with `write`.
pub(crate) fn object<T>(
    out: &mut String,
    members: impl IntoIterator<Item = (String, T)>,
    mut write: impl FnMut(T, &mut String),
) {
    out.push('{');
    for (index, (name, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&of(&name));
        out.push(':');
        write(value, out);
    }
    out.push('}');
}
