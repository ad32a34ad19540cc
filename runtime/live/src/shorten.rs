//! Scripts and styles without the comments and the indentation that only their readers need.
//!
//! Lines stay lines, and nothing within a line changes, so this needs no parser. It relies on a rule that a test
//! checks: no string spans lines.

/// Returns the content of a file for browsers.
pub(crate) fn shortened(name: &str, content: &str) -> String {
    match name.rsplit('.').next() {
        Some("css" | "js") => lines(content).fold(String::new(), |text, line| text + line + "\n"),
        _ => content.to_owned(),
    }
}

/// Returns the lines with code, without the white space around it.
fn lines(content: &str) -> impl Iterator<Item = &str> {
    let mut is_comment = false;
    content.lines().map(str::trim).filter(move |line| {
        let is_in_comment = is_comment || line.starts_with("/*");
        is_comment = is_in_comment && !line.contains("*/");
        !(line.is_empty() || line.starts_with("//") || is_in_comment)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_on_their_own_lines_are_left_out() {
        let content = "// one\n\nlet a = 1; // two\n/* three */\n  /**\n   * four\n   */\n  f(`/* five`);\n\tg(\"// six\")\n";
        let expected = "let a = 1; // two\nf(`/* five`);\ng(\"// six\")\n";
        assert_eq!(shortened("a.js", content), expected);
        assert_eq!(shortened("a.css", content), expected);
        assert_eq!(shortened("a.html", content), content);
    }
}
