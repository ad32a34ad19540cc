//! The rules for the names of metrics and labels, one set for every way to make a metric.
//!
//! This file exists twice, byte for byte: in `gapless-core`, for names that a program creates at run time, and in
//! `gapless-macros`, for names in declarations, because a macro crate cannot depend on the core. The test
//! `tests/it/names.rs` compares the copies and checks one list of names through every entry point.
//!
//! A type of metric is given by the word that declares it, such as `counter`. A plain name is what a client without
//! UTF-8 support reads: every other character becomes `_`.

use std::borrow::Cow;

/// How much a rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// A client rejects or misreads a name that breaks the rule.
    Must,
    /// Prometheus recommends the rule, and `promtool check metrics` reports most names that break it.
    Should,
}

/// A rule that a name breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) severity: Severity,
    /// The mistake in the name, and the name to write.
    pub(crate) message: String,
}

impl Mistake {
    fn must(message: impl Into<String>) -> Self {
        Mistake { severity: Severity::Must, message: message.into() }
    }

    fn should(message: impl Into<String>) -> Self {
        Mistake { severity: Severity::Should, message: message.into() }
    }
}

/// Base units that may stand in a name.
const BASE_UNITS: &[&str] = &[
    "seconds", "bytes", "ratio", "celsius", "kelvin", "meters", "metres", "grams", "joules", "volts",
    "amperes", "watts",
];

/// Units that are not base units, and the base unit of each.
const OTHER_UNITS: &[(&str, &str)] = &[
    ("minutes", "seconds"),
    ("hours", "seconds"),
    ("days", "seconds"),
    ("weeks", "seconds"),
    ("bits", "bytes"),
    ("fahrenheit", "celsius"),
    ("rankine", "celsius"),
    ("kelvins", "kelvin"),
    ("inches", "meters"),
    ("yards", "meters"),
    ("miles", "meters"),
    ("pounds", "grams"),
    ("ounces", "grams"),
    ("calories", "joules"),
];

/// Multiples and parts of a unit.
const PREFIXES: &[&str] = &[
    "atto", "femto", "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi",
    "mega", "mebi", "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi", "exa", "exbi",
];

/// Abbreviations of units, and the base units that they can mean.
const ABBREVIATIONS: &[(&str, &[&str])] = &[
    ("s", &["seconds"]),
    ("sec", &["seconds"]),
    ("ms", &["seconds"]),
    ("us", &["seconds"]),
    ("ns", &["seconds"]),
    ("h", &["seconds"]),
    ("d", &["seconds"]),
    ("m", &["meters", "seconds"]),
    ("b", &["bytes"]),
    ("kb", &["bytes"]),
    ("mb", &["bytes"]),
    ("gb", &["bytes"]),
    ("tb", &["bytes"]),
    ("pb", &["bytes"]),
];

/// Units that are rejected only at the end of a name, because these words have other meanings elsewhere.
const LAST_UNITS: &[(&str, &str)] = &[
    ("percent", "ratio"),
    ("percents", "ratio"),
    ("kib", "bytes"),
    ("mib", "bytes"),
    ("gib", "bytes"),
    ("tib", "bytes"),
];

/// Types that a name repeats.
const TYPE_WORDS: &[&str] = &["counter", "gauge", "histogram", "summary"];

/// Suffixes that belong to the names or the lines of one type.
const RESERVED_SUFFIXES: &[&str] = &["_total", "_sum", "_count", "_bucket", "_created", "_info"];

/// Returns the rules that the name of a metric breaks. `prefix` comes before `name` and is checked elsewhere; where the
/// type is unknown, only rules that hold for every type are applied.
pub(crate) fn check_metric(prefix: &str, name: &str, kind: Option<&str>) -> Vec<Mistake> {
    if let Some(mistake) = check_characters(name, "metric") {
        return vec![mistake];
    }
    let stem = kind.map_or(name, |kind| name.strip_suffix(own_suffix(kind)).unwrap_or(name));
    let mut mistakes = check_part(prefix, name, stem, check_case(name, "metric name"));
    mistakes.extend(kind.and_then(|kind| check_suffix(name, kind)));
    mistakes
}

/// Returns the rules that the first part of a name breaks, such as a namespace. A first part must be a plain name.
pub(crate) fn check_prefix(prefix: &str, what: &str) -> Vec<Mistake> {
    check_part("", prefix, "", check_snake_case(prefix, what))
}

/// Returns the rule that the name of a label breaks on a metric of the given type.
pub(crate) fn check_label(name: &str, kind: Option<&str>) -> Option<Mistake> {
    let is_of_type = matches!((name, kind), ("le", Some("histogram")) | ("quantile", Some("summary")));
    let reserved = || format!("the label `{name}` is reserved for Prometheus; give it another name");
    match name {
        _ if check_characters(name, "label").is_some() => check_characters(name, "label"),
        _ if is_of_type => Some(Mistake::must(reserved())),
        "le" | "quantile" => Some(Mistake::should(reserved())),
        _ if plain_label(name).starts_with("__") => Some(Mistake::must(belongs_to_prometheus(name))),
        _ => check_case(name, "label name").map(Mistake::should),
    }
}

/// Returns the base unit that a name ends in, before a counter's `_total`.
pub(crate) fn unit(name: &str) -> Option<&'static str> {
    let stem = name.strip_suffix("_total").unwrap_or(name);
    BASE_UNITS.iter().copied().find(|unit| stem.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_')))
}

/// Returns the base unit for a word that is a unit but not a base unit.
pub(crate) fn base_unit(word: &str) -> Option<&'static str> {
    let is_prefixed = |unit: &str| word.strip_suffix(unit).is_some_and(|prefix| PREFIXES.contains(&prefix));
    let other =
        OTHER_UNITS.iter().find(|(unit, _)| word == *unit || is_prefixed(unit)).map(|(_, base)| *base);
    other.or_else(|| BASE_UNITS.iter().copied().find(|unit| is_prefixed(unit)))
}

/// Returns the suffix that every name of a type must have; empty for most types.
fn own_suffix(kind: &str) -> &'static str {
    match kind {
        "counter" => "_total",
        "info" => "_info",
        _ => "",
    }
}

fn check_characters(name: &str, what: &str) -> Option<Mistake> {
    match name {
        "" => Some(Mistake::must(format!("the name of a {what} cannot be empty; write a name"))),
        _ if name.chars().any(char::is_control) => Some(Mistake::must(format!(
            "the name of a {what} cannot contain control characters; remove them"
        ))),
        _ => None,
    }
}

/// Returns the recommendations that a part of a name breaks. `stem` is the name without the suffix of its type; it is
/// empty if more of the name follows. `case` is the mistake in the case of the name.
fn check_part(prefix: &str, name: &str, stem: &str, case: Option<String>) -> Vec<Mistake> {
    let mut messages: Vec<String> = check_colon(name).or(case).into_iter().collect();
    for message in check_words(prefix, name).chain(check_last_word(stem)) {
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages.into_iter().map(Mistake::should).collect()
}

fn check_colon(name: &str) -> Option<String> {
    let has_colon = name.contains(':');
    has_colon.then(|| {
        format!("the metric name `{name}` contains `:`, which is for recording rules; write `_` instead")
    })
}

/// Returns the mistake in the case of a name. A name with characters other than letters, digits and `_` cannot be in
/// `snake_case`; it only must not be in `camelCase`.
fn check_case(name: &str, what: &str) -> Option<String> {
    if is_of_words(name) {
        return check_snake_case(name, what);
    }
    let chars: Vec<char> = name.chars().collect();
    let is_camel_case =
        chars.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    is_camel_case.then(|| not_snake_case(name, &split_camel_case(&chars), what))
}

/// Returns the mistake in a name that must be lower-case words joined by single underscores, starting with a letter.
pub(crate) fn check_snake_case(name: &str, what: &str) -> Option<String> {
    let meant = to_snake_case(name);
    match &*meant {
        _ if is_snake_case(name) => None,
        "" => {
            Some(format!("the {what} `{name}` does not contain an ASCII letter; write a word in snake_case"))
        }
        meant if is_snake_case(meant) => Some(not_snake_case(name, meant, what)),
        meant => Some(format!(
            "the {what} `{name}` does not start with a letter; put a word before it, such as `code_{meant}`"
        )),
    }
}

fn not_snake_case(name: &str, meant: &str, what: &str) -> String {
    format!("the {what} `{name}` is not snake_case; write `{meant}`")
}

/// Returns whether a name is lower-case words joined by single underscores, and starts with a letter.
pub(crate) fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}

/// Whether a name consists of letters, digits and underscores.
fn is_of_words(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn split_camel_case(chars: &[char]) -> String {
    let mut split = String::new();
    for (i, c) in chars.iter().enumerate() {
        let is_start = i > 0 && chars[i - 1].is_ascii_lowercase() && c.is_ascii_uppercase();
        split.extend(is_start.then_some('_'));
        split.push(c.to_ascii_lowercase());
    }
    split
}

/// Returns the mistakes in single words of a name. Abbreviations and types are recognized only after another word.
fn check_words<'a>(prefix: &str, name: &'a str) -> impl Iterator<Item = String> + 'a {
    let is_first = prefix.is_empty();
    let words = lower_words(name).into_iter().enumerate();
    words.filter_map(move |(index, word)| {
        let is_inner = index > 0 || !is_first;
        let abbreviation = ABBREVIATIONS.iter().find(|(short, _)| is_inner && *short == word);
        match (base_unit(&word), abbreviation) {
            (Some(base), _) => Some(not_base(&word, base)),
            (None, Some((_, meant))) => Some(abbreviates(&word, meant)),
            (None, None) if is_inner && TYPE_WORDS.contains(&&*word) => Some(repeats_type(&word, name)),
            _ => None,
        }
    })
}

fn check_last_word(stem: &str) -> Option<String> {
    let word = lower_words(stem).pop()?;
    LAST_UNITS.iter().find(|(unit, _)| *unit == word).map(|(unit, base)| not_base(unit, base))
}

/// Returns the words of the plain name, in lower case.
fn lower_words(name: &str) -> Vec<String> {
    plain_metric(name).to_lowercase().split('_').map(str::to_owned).collect()
}

/// Returns the mistake in a unit that is not a base unit.
pub(crate) fn not_base(unit: &str, base: &str) -> String {
    let measure = if base == "ratio" { "a ratio" } else { base };
    format!("`{unit}` is not a base unit; record {measure} and write `_{base}`")
}

fn abbreviates(word: &str, meant: &[&str]) -> String {
    match meant {
        [base] => format!("`{word}` abbreviates a unit; record {base} and write `_{base}`"),
        several => {
            let written: Vec<_> = several.iter().map(|base| format!("`_{base}`")).collect();
            format!(
                "`{word}` abbreviates a unit; write the base unit in full, such as {}",
                written.join(" or ")
            )
        }
    }
}

fn repeats_type(word: &str, name: &str) -> String {
    let rest: Vec<_> = name.split('_').filter(|part| !part.eq_ignore_ascii_case(word)).collect();
    format!("`{word}` in a name repeats the type of the metric; write `{}`", rest.join("_"))
}

fn belongs_to_prometheus(name: &str) -> String {
    let plain = plain_label(name);
    let meant = match plain.trim_start_matches('_') {
        "" => "another name".to_owned(),
        word => format!("`{word}`"),
    };
    if plain == name {
        format!("the label `{name}` starts with `__`, which is reserved for Prometheus; write {meant}")
    } else {
        format!(
            "clients without UTF-8 support read the label `{name}` as `{plain}`, and `__` is reserved for Prometheus; start \
             it with an ASCII letter"
        )
    }
}

/// Returns the mistake in the end of a name. Only the last suffix counts: `orders_created_total` is a valid counter.
fn check_suffix(name: &str, kind: &str) -> Option<Mistake> {
    let own = own_suffix(kind);
    let reserved = || RESERVED_SUFFIXES.iter().find(|suffix| name.ends_with(**suffix));
    let has_stem = name.strip_suffix(own).is_some_and(|stem| !stem.is_empty());
    match own {
        "" if matches!(kind, "histogram" | "summary") && name.ends_with("_timestamp_seconds") => {
            Some(Mistake::should(format!(
                "`{name}` ends in `_timestamp_seconds`, which is for gauges; rename it, or declare a gauge"
            )))
        }
        "" => reserved().map(|suffix| Mistake::should(belongs_to_other(name, suffix))),
        _ if has_stem => None,
        "_total" => {
            let stem = name.replace("_total_", "_");
            Some(Mistake::must(format!("the name of a counter must end in `_total`; write `{stem}_total`")))
        }
        own => Some(Mistake::must(format!("the name of an info must end in `{own}`; write `{name}{own}`"))),
    }
}

fn belongs_to_other(name: &str, suffix: &str) -> String {
    match suffix {
        "_total" => {
            let stem = name.strip_suffix(suffix).unwrap_or(name);
            format!("`{name}` ends in `_total`, which is for counters; write `{stem}`, or declare a counter")
        }
        _ => format!("`{name}` ends in `{suffix}`, which is for samples of other types; remove the suffix"),
    }
}

/// Returns the plain name of a label.
pub(crate) fn plain_label(name: &str) -> Cow<'_, str> {
    plain(name, is_plain_at)
}

/// Returns the plain name of a metric, which may contain colons.
pub(crate) fn plain_metric(name: &str) -> Cow<'_, str> {
    plain(name, |index, c| c == ':' || is_plain_at(index, c))
}

fn is_plain_at(index: usize, c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (c.is_ascii_digit() && index > 0)
}

fn plain(name: &str, is_plain: fn(usize, char) -> bool) -> Cow<'_, str> {
    if name.char_indices().all(|(index, c)| is_plain(index, c)) {
        name.into()
    } else {
        name.char_indices().map(|(index, c)| if is_plain(index, c) { c } else { '_' }).collect()
    }
}

/// The suffixes of lines of a counter.
pub(crate) const OF_COUNTERS: &[&str] = &["_total", "_created"];

/// The suffixes of lines of a histogram.
pub(crate) const OF_HISTOGRAMS: &[&str] = &["_bucket", "_sum", "_count", "_created"];

/// The suffixes of lines of a summary.
const OF_SUMMARIES: &[&str] = &["_sum", "_count", "_created"];

/// The suffixes of lines of an info.
pub(crate) const OF_INFOS: &[&str] = &["_info"];

/// Returns the suffixes of the lines of a family of a type, in any format.
pub(crate) fn line_suffixes(kind: &str) -> &'static [&'static str] {
    match kind {
        "counter" => OF_COUNTERS,
        "histogram" => OF_HISTOGRAMS,
        "summary" => OF_SUMMARIES,
        "info" => OF_INFOS,
        _ => &[],
    }
}

/// Returns a plain name that lines of two families may start with, in any format. Each family is a name and a type; two
/// families with such a name clash.
pub(crate) fn shared_name(one: (&str, &str), other: (&str, &str)) -> Option<String> {
    let names = line_names(one.0, one.1);
    line_names(other.0, other.1).into_iter().find(|name| names.contains(name))
}

/// Returns every plain name that a line of a family may start with, in any format.
fn line_names(name: &str, kind: &str) -> Vec<String> {
    let stem = stem(name, kind);
    [""].iter().chain(line_suffixes(kind)).map(|suffix| format!("{stem}{suffix}")).collect()
}

/// Returns the plain name without the suffix of its type.
pub(crate) fn stem<'a>(name: &'a str, kind: &str) -> Cow<'a, str> {
    let suffix = own_suffix(kind);
    match plain_metric(name) {
        Cow::Borrowed(name) => name.strip_suffix(suffix).unwrap_or(name).into(),
        Cow::Owned(name) => name.strip_suffix(suffix).unwrap_or(&name).to_owned().into(),
    }
}

/// Returns `OffTopic`, `offTopic` or `off-topic` as `off_topic`.
pub(crate) fn to_snake_case(name: &str) -> String {
    words(name).join("_").to_lowercase()
}

/// Returns the words of a name. A word starts at a capital after a small letter, at the last capital before a small
/// letter, and after a character that is neither a letter nor a digit.
pub(crate) fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (i, &c) in chars.iter().enumerate() {
        let after_small = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_ascii_digit());
        let before_small =
            i > 0 && chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(|c| c.is_lowercase());
        if !c.is_ascii_alphanumeric() || (c.is_uppercase() && (after_small || before_small)) {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric() {
            words.last_mut().expect("the list starts with one word").push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
