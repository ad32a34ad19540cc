//! Names in declarations: the rules that each name must follow, and the recommendations that a metric may break.

pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub(crate) use self::rules::{check_snake_case, plain_label, plain_metric, to_snake_case, unit, words};

use self::rules::{Mistake, Severity};

/// Returns the mistake in the name of an accessor or an argument, which is exported unchanged. Only `#[name(..)]` can
/// give a name with non-ASCII characters.
pub(crate) fn check_ident(name: &str, what: &str) -> Option<Mistake> {
    let message = || format!("the {what} `{name}` contains characters other than ASCII; write an ASCII name");
    (!name.is_ascii()).then(|| Mistake { severity: Severity::Must, message: message() })
}

/// Returns the mistake in a unit that a declaration names. The name must end in the unit, and the unit should be a base
/// unit.
pub(crate) fn check_named_unit(unit: &str, name: &str) -> Option<Mistake> {
    let (stem, total) = match name.strip_suffix("_total") {
        Some(stem) => (stem, "_total"),
        None => (name, ""),
    };
    let is_suffix = stem.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_'));
    let must = |message| Mistake { severity: Severity::Must, message };
    let suffix = || {
        let message = format!("`{name}` does not end in its unit `{unit}`; write `{stem}_{unit}{total}`");
        (!is_suffix).then(|| must(message))
    };
    check_snake_case(unit, "unit").map(must).or_else(|| check_base(unit)).or_else(suffix)
}

/// Returns the mistake in a unit that is not a base unit.
pub(crate) fn check_base(unit: &str) -> Option<Mistake> {
    let base = rules::base_unit(unit)?;
    Some(Mistake { severity: Severity::Should, message: rules::not_base(unit, base) })
}

/// Returns the mistake in two metrics of a block, given by name and type, whose names clash.
pub(crate) fn check_clash(one: (&str, &str), other: (&str, &str)) -> Option<String> {
    let shared = rules::shared_name(other, one)?;
    let ((name, _), (other, _)) = (one, other);
    let plain = plain_metric(name);
    Some(if plain == plain_metric(other) {
        are_both(name, other, &plain)
    } else {
        format!("`{name}` and `{other}` would both export the name `{shared}`; rename one")
    })
}

/// Returns the mistake in two labels with one name, as a client without UTF-8 support sees them.
pub(crate) fn label_twice(name: &str, other: &str) -> String {
    if name == other {
        format!("the label `{name}` is given twice; remove one")
    } else {
        are_both(name, other, &plain_label(name))
    }
}

fn are_both(name: &str, other: &str, plain: &str) -> String {
    format!("clients without UTF-8 support read both `{name}` and `{other}` as `{plain}`; rename one")
}

/// Returns the warning about a label name that is allowed but collides with a label of the scraping server.
pub(crate) fn warn_label(name: &str) -> Option<String> {
    let scrape_label = matches!(name, "job" | "instance");
    scrape_label.then(|| {
        format!(
            "Prometheus sets the label `{name}` on every scraped series and renames this label to `exported_{name}`; give it \
             another name"
        )
    })
}

/// Returns the mistake in the name of an event. The name is `snake_case` words joined by dots.
pub(crate) fn check_event(name: &str) -> Option<String> {
    let is_word = |word: &str| !word.is_empty() && check_snake_case(word, "").is_none();
    if name.split('.').all(is_word) {
        return None;
    }
    if name.is_empty() {
        return Some("the name of an event cannot be empty; for example `account.created`".to_owned());
    }
    let words: Vec<_> = name.split('.').map(to_snake_case).filter(|word| !word.is_empty()).collect();
    Some(match words.join(".") {
        meant if meant.split('.').all(is_word) => {
            format!("the event name `{name}` must be snake_case words joined by single dots; write `{meant}`")
        }
        _ => format!(
            "the event name `{name}` must be words that start with an ASCII letter, joined by dots; for example \
             `account.created`"
        ),
    })
}
