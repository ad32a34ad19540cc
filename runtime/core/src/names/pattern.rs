//! Patterns of names.

/// A pattern of metric names, in which `*` matches any characters or none, and all other characters match themselves.
///
/// ```
/// use gapless::snapshot::Pattern;
///
/// let pattern = Pattern("http_*_seconds");
/// assert!(pattern.fits("http_request_duration_seconds"));
/// assert!(!pattern.fits("http_requests_total"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a>(pub &'a str);

impl Pattern<'_> {
    /// Returns whether a name matches the pattern.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else { return self.0 == name };
        let Some(name) = name.strip_prefix(first) else { return false };
        let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        // Each piece between two stars takes its first match, which leaves the most for the next piece.
        let left = middle.split('*').try_fold(name, |name, piece| Some(name.split_once(piece)?.1));
        left.is_some_and(|left| left.ends_with(last))
    }
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
            fitting.iter().for_each(|name| assert!(Pattern(pattern).fits(name), "{pattern} {name}"));
            others.iter().for_each(|name| assert!(!Pattern(pattern).fits(name), "{pattern} {name}"));
        }
    }
}
