//! What measurements are in: `"ms"`, `"kB"`.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use crate::diag::expected_beside;

/// A unit by its name in the core.
#[derive(Clone, Copy)]
pub(crate) struct Unit(&'static str);

/// How a unit is written, and what it is called in the core.
const UNITS: &[(&str, &str)] = &[
    ("ns", "Nanoseconds"),
    ("us", "Microseconds"),
    ("ms", "Milliseconds"),
    ("s", "Seconds"),
    ("B", "Bytes"),
    ("kB", "Kilobytes"),
    ("MB", "Megabytes"),
];

/// How they are written elsewhere.
const UNITS_ELSEWHERE: &[(&str, &str)] = &[
    ("nanoseconds", "write `ns`"),
    ("microseconds", "write `us`"),
    ("milliseconds", "write `ms`"),
    ("millis", "write `ms`"),
    ("seconds", "write `s`"),
    ("bytes", "write `B`"),
    ("kilobytes", "write `kB`"),
    ("megabytes", "write `MB`"),
];

pub(crate) fn parse(text: &LitStr) -> syn::Result<Unit> {
    let value = text.value();
    let found = UNITS.iter().find(|(unit, _)| *unit == value);
    found.map(|(_, name)| Unit(name)).ok_or_else(|| {
        let names: Vec<_> = UNITS.iter().map(|(unit, _)| *unit).collect();
        let alike = UNITS.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(&value));
        let message = match alike {
            Some((unit, _)) => format!("`{value}` is no unit of a measurement; write `{unit}`"),
            None => expected_beside(&value, &names, UNITS_ELSEWHERE),
        };
        syn::Error::new(text.span(), message)
    })
}

impl Unit {
    /// Why a measurement in it cannot be recorded into a metric; the core says the same of fields.
    pub(crate) fn mistake_in(
        self,
        metric_unit: Option<&str>,
        is_integer: bool,
        metric: &Ident,
    ) -> Option<String> {
        let (base, is_part) = match self.0 {
            "Seconds" => ("seconds", false),
            "Nanoseconds" | "Microseconds" | "Milliseconds" => ("seconds", true),
            _ => ("bytes", false),
        };
        match metric_unit {
            Some(unit) if unit == base && is_part && is_integer => {
                Some(format!("`{metric}` keeps whole seconds; declare it with `: f64`"))
            }
            Some(unit) if unit == base => None,
            Some(unit) => {
                Some(format!("this is in {base}, and `{metric}` is in {unit}; measure what that is"))
            }
            None => {
                Some(format!("this is in {base}, and `{metric}` has no unit; let its name end in `_{base}`"))
            }
        }
    }

    /// The variant of the core's type.
    pub(crate) fn variant(self) -> Ident {
        Ident::new(self.0, Span::call_site())
    }
}
