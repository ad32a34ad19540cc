//! Groups and patterns of names.

use gapless_core::{Descriptor, Registry};

use crate::error::ErrorKind;

/// Metrics that are in one of some groups or fit one of some names.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) groups: Vec<String>,
    pub(super) names: Vec<String>,
}

impl Filter {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.names.is_empty()
    }

    pub(super) fn has(&self, of: &Descriptor) -> bool {
        self.groups.iter().any(|group| group == of.group) || self.names.iter().any(|name| fits(name, of.name))
    }

    /// Whether there is each of its groups, and a metric for each of its names.
    pub(super) fn check(&self) -> Result<(), ErrorKind> {
        let registry = Registry::global();
        for group in &self.groups {
            registry.switch_group(group).map_err(ErrorKind::Unknown)?; // it knows which one was meant
        }
        for name in &self.names {
            if !name.contains('*') {
                registry.switch(name).map_err(ErrorKind::Unknown)?;
            } else if !registry.descriptors().any(|of| fits(name, of.name)) {
                return Err(ErrorKind::FitsNone(name.clone()));
            }
        }
        Ok(())
    }
}

/// Whether a name fits a pattern, in which `*` is any characters, or none, and everything else is itself.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    // What is between two stars is taken where it comes first, which leaves most for what is after it.
    let left = middle.split('*').try_fold(name, |name, piece| Some(name.split_once(piece)?.1));
    left.is_some_and(|left| left.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_characters_and_all_else_is_itself() {
        for (pattern, fitting, others) in [
            (
                "http_*",
                &["http_", "http_requests_total"][..],
                &["http", "https_requests", "an_http_request"][..],
            ),
            ("*_seconds", &["_seconds", "request_seconds"], &["request_seconds_total", "seconds"]),
            ("*", &["", "a", "*"], &[]),
            ("a*a", &["aa", "aba"], &["a", "ab"]),
            ("*a*b*", &["ab", "xaxbx", "aab"], &["ba", "a", "b"]),
            ("a*bc*c", &["abcc", "abbcxc"], &["abc", "ac"]),
            ("a**b", &["ab", "axb"], &["a"]),
            ("a.b?", &["a.b?"], &["axb?", "a.bx"]),
            ("\u{82b1}*", &["\u{82b1}\u{706b}"], &["\u{706b}"]),
            ("", &[""], &["a"]),
        ] {
            fitting.iter().for_each(|name| assert!(fits(pattern, name), "{pattern} {name}"));
            others.iter().for_each(|name| assert!(!fits(pattern, name), "{pattern} {name}"));
        }
    }
}
