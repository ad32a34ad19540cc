//! Units, as OpenTelemetry writes them: codes of UCUM.

/// The codes of base units. Prometheus translates each back to the word, finds the word in the name, and leaves the
/// name as it was. It would append the code `K` of `kelvin` to the name, so other units are sent as words.
const CODES: &[(&str, &str)] = &[
    ("seconds", "s"),
    ("bytes", "By"),
    ("ratio", "1"),
    ("celsius", "Cel"),
    ("meters", "m"),
    ("grams", "g"),
    ("joules", "J"),
    ("volts", "V"),
    ("amperes", "A"),
    ("watts", "W"),
];

/// Returns the unit to send for the unit that a name ends in.
pub(super) fn code(unit: &str) -> &str {
    CODES.iter().find(|(word, _)| *word == unit).map_or(unit, |(_, code)| code)
}
