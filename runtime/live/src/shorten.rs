//! Scripts and styles without the comments and the indentation that only their readers need.
//!
//! Lines stay lines, and only styles change within a line, so this needs no parser. It relies on a rule that a test
//! checks: no string spans lines.

/// Returns the content of a file for browsers.
pub(crate) fn shortened(name: &str, content: &str) -> String {
    let text = || lines(content).fold(String::new(), |text, line| text + line + "\n");
    match name.rsplit('.').next() {
        Some("css") => compact(text()),
        Some("js") => text(),
        _ => content.to_owned(),
    }
}

/// Returns a style without the white space that separates its parts.
fn compact(style: String) -> String {
    let separators = [(" {", "{"), ("{ ", "{"), (" }", "}"), (": ", ":"), ("; ", ";"), (", ", ",")];
    separators.iter().fold(style, |style, (wide, narrow)| style.replace(wide, narrow))
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
        assert_eq!(shortened("a.html", content), content);
    }

    #[test]
    fn a_style_is_compact() {
        let style = "/* one */\n@media (x: 1px) {\n  a > b, i { color: red; margin: 0 1px; }\n}\n";
        assert_eq!(shortened("a.css", style), "@media (x:1px){\na > b,i{color:red;margin:0 1px;}\n}\n");
    }
}
