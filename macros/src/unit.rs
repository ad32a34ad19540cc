//! Units of measurements, such as `"ms"` or `"kB"`.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use crate::diag::expected_or_remedy;

/// A unit, given by the name of its variant in core.
#[derive(Clone, Copy)]
pub(crate) struct Unit(&'static str);

/// The spelling of each unit, and the name of its variant in core.
const UNITS: &[(&str, &str)] = &[
    ("ns", "Nanoseconds"),
    ("us", "Microseconds"),
    ("ms", "Milliseconds"),
    ("s", "Seconds"),
    ("B", "Bytes"),
    ("kB", "Kilobytes"),
    ("MB", "Megabytes"),
];

/// Other spellings of units.
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

/// Suffixes of names that state a unit.
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
            Some((unit, _)) => format!("unknown unit `{value}`; write `{unit}`"),
            None => expected_or_remedy("unit", &value, &names, UNITS_ELSEWHERE),
        };
        syn::Error::new(text.span(), message)
    })
}

impl Unit {
    /// Returns why a measurement in this unit cannot be recorded into a metric. Core has the same messages for fields.
    pub(crate) fn mistake_in(
        self,
        metric_unit: Option<&str>,
        is_integer: bool,
        metric: &Ident,
    ) -> Option<String> {
        let (base, is_part) = (self.base(), !matches!(self.0, "Seconds") && self.base() == "seconds");
        match metric_unit {
            Some(unit) if unit == base && is_part && is_integer => {
                Some(format!("`{metric}` counts whole seconds; write `: f64` after it to keep fractions"))
            }
            Some(unit) if unit == base => None,
            Some(unit) => {
                Some(format!("this is in {base} but `{metric}` is in {unit}; record a value in {unit}"))
            }
            None => Some(format!("this is in {base} but `{metric}` has no unit; end its name in `_{base}`")),
        }
    }

    /// Returns the base unit.
    pub(crate) fn base(self) -> &'static str {
        match self.0 {
            "Nanoseconds" | "Microseconds" | "Milliseconds" | "Seconds" => "seconds",
            _ => "bytes",
        }
    }

    /// Returns the unit that the last part of a name states, unless it is a base unit.
    pub(crate) fn of_name(name: &str) -> Option<(Unit, &'static str)> {
        let last = name.rsplit(['_', '.']).next()?.to_lowercase();
        let (_, unit) = SUFFIXES.iter().find(|(suffix, _)| *suffix == last)?;
        UNITS.iter().find(|(text, _)| text == unit).map(|(text, name)| (Unit(name), *text))
    }

    /// Returns the variant of core's type.
    pub(crate) fn variant(self) -> Ident {
        Ident::new(self.0, Span::call_site())
    }
}
