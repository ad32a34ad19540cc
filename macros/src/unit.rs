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

/// What is called so is in a unit, and which.
const SUFFIXES: &[(&str, &str)] = &[
    ("ns", "ns"),
    ("nanos", "ns"),
    ("us", "us"),
    ("micros", "us"),
    ("ms", "ms"),
    ("millis", "ms"),
    ("kb", "kB"),
    ("mb", "MB"),
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
        let (base, is_part) = (self.base(), !matches!(self.0, "Seconds") && self.base() == "seconds");
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

    /// The base unit of Prometheus.
    pub(crate) fn base(self) -> &'static str {
        match self.0 {
            "Nanoseconds" | "Microseconds" | "Milliseconds" | "Seconds" => "seconds",
            _ => "bytes",
        }
    }

    /// The unit that what is called so is in, by the last part of its name, if that is no base unit.
    pub(crate) fn of_name(name: &str) -> Option<(Unit, &'static str)> {
        let last = name.rsplit(['_', '.']).next()?.to_lowercase();
        let (_, unit) = SUFFIXES.iter().find(|(suffix, _)| *suffix == last)?;
        UNITS.iter().find(|(text, _)| text == unit).map(|(text, name)| (Unit(name), *text))
    }

    /// The variant of the core's type.
    pub(crate) fn variant(self) -> Ident {
        Ident::new(self.0, Span::call_site())
    }
}
