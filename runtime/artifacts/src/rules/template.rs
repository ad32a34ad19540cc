//! The variables in the texts of alerts.

use crate::error::{Error, ErrorKind};

/// The variables that Prometheus defines, besides `$labels`.
const VARIABLES: [&str; 3] = ["value", "externalLabels", "externalURL"];

/// Returns an error if a text names an unknown variable, or a label that is not kept. `None` keeps all labels.
pub(super) fn check(alert: &str, text: &str, kept: Option<&[String]>) -> Result<(), Error> {
    let actions = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let actions: Vec<_> = actions.collect();
    // A template can define variables of its own.
    if actions.iter().any(|action| action.contains(":=")) {
        return Ok(());
    }
    for variable in actions.into_iter().flat_map(|action| action.split('$').skip(1)).map(path) {
        if !is_known(variable, kept) {
            let (alert, variable) = (alert.to_owned(), format!("${variable}"));
            let labels = kept.map(<[String]>::to_vec);
            return Err(ErrorKind::UnknownVariable { alert, variable, labels }.into());
        }
    }
    Ok(())
}

/// Returns the words and dots at the start of a text.
fn path(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    &text[..end.unwrap_or(text.len())]
}

fn is_known(variable: &str, kept: Option<&[String]>) -> bool {
    match variable.split_once('.') {
        Some(("labels", label)) => kept.is_none_or(|kept| kept.iter().any(|own| own == label)),
        _ => variable == "labels" || VARIABLES.contains(&variable.split('.').next().unwrap_or_default()),
    }
}
