//! The rules for names: those of Prometheus, and those that keep a name's meaning in the name.
//!
//! A rule takes a name and says what is wrong with it and what to write instead.

/// Units that are not base units, and what to write for them.
const UNITS: &[(&str, &str)] = &[
    ("nanoseconds", "seconds"),
    ("microseconds", "seconds"),
    ("milliseconds", "seconds"),
    ("minutes", "seconds"),
    ("hours", "seconds"),
    ("days", "seconds"),
    ("ns", "seconds"),
    ("us", "seconds"),
    ("ms", "seconds"),
    ("kilobytes", "bytes"),
    ("megabytes", "bytes"),
    ("gigabytes", "bytes"),
    ("kb", "bytes"),
    ("mb", "bytes"),
    ("gb", "bytes"),
    ("kib", "bytes"),
    ("mib", "bytes"),
    ("gib", "bytes"),
    ("bits", "bytes"),
    ("percent", "ratio"),
    ("percents", "ratio"),
    ("fahrenheit", "celsius"),
    ("millimeters", "meters"),
    ("kilometers", "meters"),
    ("kilograms", "grams"),
];

/// The base units of Prometheus.
const BASE_UNITS: &[&str] =
    &["seconds", "bytes", "ratio", "celsius", "meters", "grams", "joules", "volts", "amperes", "watts"];

/// Suffixes that belong to the lines of a type that does not own them.
const RESERVED_SUFFIXES: &[&str] = &["_sum", "_count", "_bucket", "_created", "_info"];

/// What is wrong with the name of a metric, without its namespace. `suffix` is what its type ends in, `None` where the
/// type is unknown;
/// with `says_unit`, what the name ends in is no unit by itself.
pub(crate) fn check_metric(name: &str, suffix: Option<&str>, says_unit: bool) -> Vec<String> {
    let mut mistakes: Vec<_> = check_snake_case(name, "metric name").into_iter().collect();
    mistakes.extend(suffix.and_then(|suffix| check_own_suffix(name, suffix)));
    mistakes.extend(check_suffix(name, suffix));
    mistakes.extend(check_unit(name).filter(|_| !says_unit));
    mistakes
}

/// What is wrong with the name of a metric that may have any character. One of letters, digits and underscores has no
/// reason to break the rules of those.
pub(crate) fn check_utf8_metric(name: &str, suffix: Option<&str>, says_unit: bool) -> Vec<String> {
    if is_plain(name) {
        return check_metric(name, suffix, says_unit);
    }
    let mut mistakes: Vec<_> = check_utf8(name).into_iter().collect();
    mistakes.extend(suffix.and_then(|suffix| check_own_suffix(name, suffix)));
    mistakes.extend(check_suffix(name, suffix));
    mistakes
}

/// What is wrong with the name of a label that may have any character.
pub(crate) fn check_utf8_label(name: &str) -> Option<String> {
    if is_plain(name) || name.starts_with("__") {
        return check_label(name);
    }
    let reserved = plain(name).starts_with("__").then(|| {
        let plain = plain(name);
        format!(
            "`{plain}` is what readers of plain names have, and labels that start with `__` belong to Prometheus; \
             start it with a letter of ASCII"
        )
    });
    check_utf8(name).or(reserved)
}

/// The name of a label as readers have it that know no other characters than those of plain names.
pub(crate) fn plain(name: &str) -> String {
    name.char_indices().map(|(index, c)| if is_plain_at(index, c) { c } else { '_' }).collect()
}

/// The same of a metric, whose name may have colons.
pub(crate) fn plain_metric(name: &str) -> String {
    name.char_indices().map(|(index, c)| if c == ':' || is_plain_at(index, c) { c } else { '_' }).collect()
}

fn is_plain_at(index: usize, c: char) -> bool {
    c.is_ascii_alphabetic() || (c.is_ascii_digit() && index > 0)
}

/// What is wrong with two metrics that are one to readers of plain names.
pub(crate) fn alike(name: &str, other: &str) -> String {
    are_both(name, other, &plain_metric(name))
}

/// What is wrong with two labels that are one to readers of plain names.
pub(crate) fn label_twice(name: &str, other: &str) -> String {
    match name == other {
        true => format!("the label `{name}` is there twice; remove one"),
        false => are_both(name, other, &plain(name)),
    }
}

fn are_both(name: &str, other: &str, plain: &str) -> String {
    format!("`{name}` and `{other}` are both `{plain}` to readers of plain names; rename one")
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn check_utf8(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("a name cannot be empty; write one, or remove the attribute".to_owned());
    }
    let control = name.chars().any(char::is_control);
    control.then(|| "a name has no control characters; write it without".to_owned())
}

/// What is wrong with a unit that a declaration names.
pub(crate) fn check_named_unit(unit: &str, name: &str) -> Option<String> {
    let (stem, total) = match name.strip_suffix("_total") {
        Some(stem) => (stem, "_total"),
        None => (name, ""),
    };
    if let Some(mistake) = check_snake_case(unit, "unit").or_else(|| check_unit(unit)) {
        return Some(mistake);
    }
    let is_suffix = stem.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_'));
    (!is_suffix).then(|| format!("the name has to end in its unit; call it `{stem}_{unit}{total}`"))
}

/// What is wrong with the name of a label.
pub(crate) fn check_label(name: &str) -> Option<String> {
    match name {
        "le" | "quantile" => Some(format!("the label `{name}` belongs to Prometheus; give it another name")),
        _ if name.starts_with("__") => Some(format!(
            "labels that start with `__` belong to Prometheus; write `{}`",
            name.trim_start_matches('_')
        )),
        _ => check_snake_case(name, "label name"),
    }
}

/// Why a label is better called otherwise, though it may be so called.
pub(crate) fn warn_label(name: &str) -> Option<String> {
    let scrape_label = matches!(name, "job" | "instance");
    scrape_label.then(|| {
        format!("Prometheus sets the label `{name}` on everything it scrapes and renames this one to `exported_{name}`")
    })
}

/// Lower-case words joined by single underscores, starting with a letter.
pub(crate) fn check_snake_case(name: &str, what: &str) -> Option<String> {
    let valid = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_');
    (!valid).then(|| match to_snake_case(name) {
        suggestion if suggestion.is_empty() => {
            format!("the {what} `{name}` is no snake_case of ASCII letters and digits")
        }
        suggestion => format!("the {what} `{name}` is not snake_case; write `{suggestion}`"),
    })
}

/// What is wrong with the name of an event: words in `snake_case`, joined by dots.
pub(crate) fn check_event(name: &str) -> Option<String> {
    let is_word = |word: &str| !word.is_empty() && check_snake_case(word, "").is_none();
    if name.split('.').all(is_word) {
        return None;
    }
    let words: Vec<_> = name.split('.').map(to_snake_case).filter(|word| !word.is_empty()).collect();
    Some(match words.join(".") {
        meant if meant.is_empty() => {
            "an event's name is words of ASCII letters joined by dots; write one, as `account.created`"
                .to_owned()
        }
        meant => format!("`{name}` is no words in snake_case joined by single dots; write `{meant}`"),
    })
}

fn check_own_suffix(name: &str, suffix: &str) -> Option<String> {
    if suffix == "_info" && !name.ends_with(suffix) {
        return Some(format!("an info's name ends in `_info`; write `{name}_info`"));
    }
    match (name.strip_suffix("_total"), suffix == "_total") {
        (None, true) => Some(format!("a counter's name ends in `_total`; write `{name}_total`")),
        (Some(stem), false) => {
            Some(format!("only a counter's name ends in `_total`; write `{stem}`, or declare a counter"))
        }
        _ => None,
    }
}

fn check_suffix(name: &str, own: Option<&str>) -> Option<String> {
    let stem = name.strip_suffix("_total").unwrap_or(name);
    let stem = own.and_then(|own| stem.strip_suffix(own)).unwrap_or(stem);
    let suffix = RESERVED_SUFFIXES.iter().find(|suffix| stem.ends_with(**suffix))?;
    Some(format!("names that end in `{suffix}` belong to lines of other types; rename it"))
}

fn check_unit(name: &str) -> Option<String> {
    let last = last_word(name);
    let (_, base) = UNITS.iter().find(|(unit, _)| *unit == last)?;
    Some(format!("`{last}` is no base unit of Prometheus; record {base} and write `_{base}`"))
}

/// The base unit that a name ends in, before `_total`.
pub(crate) fn unit(name: &str) -> Option<&'static str> {
    let last = last_word(name);
    BASE_UNITS.iter().copied().find(|unit| *unit == last)
}

fn last_word(name: &str) -> &str {
    let stem = name.strip_suffix("_total").unwrap_or(name);
    stem.rsplit('_').next().unwrap_or(stem)
}

/// `OffTopic`, `offTopic` or `off-topic` as `off_topic`.
pub(crate) fn to_snake_case(name: &str) -> String {
    words(name).join("_").to_lowercase()
}

/// The words of a name, which start at a capital after a small letter, before a capital word's last letter, and after
/// anything that is neither letter nor digit.
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
            words.last_mut().expect("there is a word from the start").push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_what_to_write() {
        let cases = [
            ("chatMessages_total", true, "write `chat_messages_total`"),
            ("chat__messages_total", true, "write `chat_messages_total`"),
            ("chat_messages", true, "write `chat_messages_total`"),
            ("clients_total", false, "write `clients`"),
            ("lag_milliseconds", false, "write `_seconds`"),
            ("spent_ms_total", true, "write `_seconds`"),
            ("requests_count", false, "rename it"),
            ("requests_created_total", true, "rename it"),
            ("größe", false, "write `gr_e`"),
            ("日本", false, "no snake_case"),
        ];
        for (name, is_counter, remedy) in cases {
            let mistakes = check_metric(name, Some(suffix(is_counter)), false);
            assert!(mistakes.iter().any(|mistake| mistake.contains(remedy)), "{name}: {mistakes:?}");
        }
    }

    fn suffix(is_counter: bool) -> &'static str {
        if is_counter { "_total" } else { "" }
    }

    #[test]
    fn an_infos_name_ends_in_info_and_no_other_does() {
        let mistakes = |name, suffix| check_metric(name, Some(suffix), false);
        assert_eq!(mistakes("build_info", "_info"), Vec::<String>::new());
        assert_eq!(mistakes("build", "_info"), ["an info's name ends in `_info`; write `build_info`"]);
        assert_eq!(mistakes("build_info", "").len(), 1);
        assert_eq!(mistakes("build_count_info", "_info").len(), 1);
    }

    #[test]
    fn good_names_pass() {
        for (name, is_counter) in
            [("http_requests_total", true), ("x", false), ("read_bytes_total", true), ("a1_b2", false)]
        {
            assert_eq!(check_metric(name, Some(suffix(is_counter)), false), Vec::<String>::new());
        }
    }

    #[test]
    fn labels_keep_out_of_prometheus_way() {
        for name in ["le", "quantile", "__name", "Kind", "a-b", "_x", ""] {
            assert!(check_label(name).is_some(), "{name}");
        }
        assert_eq!(check_label("status_class"), None);
        assert!(warn_label("job").is_some() && warn_label("channel").is_none());
    }

    #[test]
    fn a_name_of_any_characters_keeps_what_its_type_needs() {
        for (name, is_counter) in
            [("http.requests_total", true), ("grüße", false), ("a:b", false), ("a b", false)]
        {
            assert_eq!(check_utf8_metric(name, Some(suffix(is_counter)), false), Vec::<String>::new());
        }
        for (name, is_counter) in [
            ("http.requests", true),
            ("x.y_total", false),
            ("", false),
            ("a\nb", false),
            ("x.y_count", false),
            ("aB", false),
        ] {
            assert!(!check_utf8_metric(name, Some(suffix(is_counter)), false).is_empty(), "{name}");
        }
        for (name, good) in [
            ("http.method", true),
            (".http.method", true),
            ("__http.method", false),
            ("..method", false),
            ("_.method", false),
            ("ßä", false),
            ("le", false),
            ("", false),
        ] {
            assert_eq!(check_utf8_label(name).is_none(), good, "{name}");
        }
    }

    #[test]
    fn a_named_unit_is_what_the_name_ends_in() {
        for (unit, name, good) in [
            ("requests", "open_requests", true),
            ("requests", "done_requests_total", true),
            ("requests", "open", false),
            ("requests", "requests", false),
            ("milliseconds", "lag_milliseconds", false),
            ("Requests", "open_Requests", false),
        ] {
            assert_eq!(check_named_unit(unit, name).is_none(), good, "{unit} {name}");
        }
    }

    #[test]
    fn an_event_is_words_joined_by_dots() {
        for (name, remedy) in [
            ("", "write one, as `account.created`"),
            (".", "write one"),
            (".account", "write `account`"),
            ("account.", "write `account`"),
            ("account..created", "write `account.created`"),
            ("Account.Created", "write `account.created`"),
            ("account created", "write `account_created`"),
        ] {
            let mistake = check_event(name).expect(name);
            assert!(mistake.contains(remedy), "{name}: {mistake}");
        }
        for name in ["account", "account.created", "a1.b_2.c"] {
            assert_eq!(check_event(name), None, "{name}");
        }
    }

    #[test]
    fn words_are_found_in_every_case() {
        for (name, snake) in [("OffTopic", "off_topic"), ("HTTPError", "http_error"), ("a-b c", "a_b_c")] {
            assert_eq!(to_snake_case(name), snake);
        }
    }
}
