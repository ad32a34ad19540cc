//! Scripts and styles without the comments and the white space that only their readers need.
//!
//! Lines stay lines, and strings keep their white space. A line with a template, a slash outside of strings (a regular
//! expression, a comment, a division) or other quotes keeps all of it, so this needs no parser. It relies on rules that
//! a test checks: no string spans lines, and no sign follows another one.

use std::mem::take;

/// Parts of a style whose white space separates nothing.
const STYLE: &[&str] = &[" {", "{ ", " }", ": ", "; ", ", "];

/// Parts of a script whose white space separates nothing.
const SCRIPT: &[&str] = &[
    " => ", " === ", " !== ", " >= ", " <= ", " = ", " > ", " < ", " * ", " + ", " - ", " += ", " && ",
    " || ", " ?? ", " ? ", " : ", ": ", ", ", "; ", "{ ", " {", " }", "if (", "for (", ") return",
];

/// Returns the content of a file for browsers.
pub(crate) fn shortened(name: &str, content: &str) -> String {
    let parts = match name.rsplit('.').next() {
        Some("css") => STYLE,
        Some("js") => SCRIPT,
        _ => return content.to_owned(),
    };
    lines(content).fold(String::new(), |text, line| text + &compact(line, parts) + "\n")
}

fn compact(line: &str, parts: &[&str]) -> String {
    let mut pieces: Vec<String> = line.split('"').map(str::to_owned).collect();
    let has_slash = pieces.iter().step_by(2).any(|code| code.contains('/'));
    if has_slash || line.contains(['\'', '`', '\\']) {
        return line.to_owned();
    }
    for code in pieces.iter_mut().step_by(2) {
        *code = parts.iter().fold(take(code), |code, part| code.replace(part, &part.replace(' ', "")));
    }
    pieces.join("\"")
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

    #[test]
    fn a_line_of_a_script_without_strings_is_compact() {
        let script = "const f = ({ a, b = 1 }) => (a > b ? a : -b);\n  if (c && !d) return { e: [1, 2] };\n";
        assert_eq!(shortened("a.js", script), "const f=({a,b=1})=>(a>b?a:-b);\nif(c&&!d)return{e:[1,2]};\n");
    }

    #[test]
    fn strings_keep_their_white_space() {
        let script = "if (a === \"b, c\" && d) return { e: \" = /\", f: \"\" };\n";
        assert_eq!(shortened("a.js", script), "if(a===\"b, c\"&&d)return{e:\" = /\",f:\"\"};\n");
        let style = "a[b=\"c: d\"] { content: \"{ e }\"; }\n";
        assert_eq!(shortened("a.css", style), "a[b=\"c: d\"]{content:\"{ e }\";}\n");
    }

    #[test]
    fn a_line_with_a_template_a_regular_expression_or_other_quotes_keeps_its_white_space() {
        for line in [
            "f(\"a\\\", b\", c);\n",
            "g(`a = ${b}`, c);\n",
            "h = /a, b/.test(c);\n",
            "i = 1; // a, b\n",
            "j('\"', k, \"l, m\");\n",
        ] {
            assert_eq!(shortened("a.js", line), line);
        }
    }
}
