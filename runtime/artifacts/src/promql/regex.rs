//! Regular expressions, which a server reads.

/// Whether each bracket of a regular expression has a partner. The server checks everything else.
pub(super) fn is_closed(regex: &str) -> bool {
    let (mut open, mut chars) = (0_u32, regex.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return false,
            '[' if !skip_class(&mut chars) => return false,
            '(' => open += 1,
            ')' if open == 0 => return false,
            ')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

/// Skips the rest of a class such as `[0-9]`, if it ends. A bracket at its start is one of its characters.
fn skip_class(chars: &mut std::str::Chars<'_>) -> bool {
    let rest = chars.as_str();
    let rest = rest.strip_prefix('^').unwrap_or(rest);
    *chars = rest.strip_prefix(']').unwrap_or(rest).chars();
    while let Some(c) = chars.next() {
        match c {
            ']' => return true,
            '\\' => drop(chars.next()),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn each_bracket_has_a_partner() {
        for regex in ["5..", "5(0[0-3]|4)", r"\(", "[^])(]", r"[\]]", "a{2}"] {
            assert!(is_closed(regex), "{regex}");
        }
        for regex in ["5(", "5)", "[0-9", ")(", r"5\", "[]"] {
            assert!(!is_closed(regex), "{regex}");
        }
    }
}
