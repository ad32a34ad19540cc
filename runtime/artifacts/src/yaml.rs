//! YAML, written in block style.
//!
//! Only what the files of this crate need: maps, lists, strings, numbers and booleans. The available crates either
//! need a newer compiler or are not maintained.

use serde_json::{Map, Value};

/// Returns a document with a comment above it.
pub(crate) fn document(comment: &str, value: &Value) -> String {
    let mut out: String = comment.lines().map(|line| format!("# {line}\n")).collect();
    block(&mut out, value, 0);
    out
}

/// Writes a value that starts on a line of its own.
fn block(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => entries(out, map, indent, true),
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                pad(out, indent);
                out.push('-');
                match item {
                    Value::Object(map) if !map.is_empty() => {
                        out.push(' ');
                        entries(out, map, indent + 2, false);
                    }
                    item => behind(out, item, indent),
                }
            }
        }
        value => {
            pad(out, indent);
            out.push_str(&inline(value));
            out.push('\n');
        }
    }
}

/// Writes the entries of a map, the first of which may continue a line.
fn entries(out: &mut String, map: &Map<String, Value>, indent: usize, mut padded: bool) {
    for (key, value) in map {
        if padded {
            pad(out, indent);
        }
        padded = true;
        out.push_str(&scalar(key));
        out.push(':');
        behind(out, value, indent);
    }
}

/// Writes a value after a key or a dash.
fn behind(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            block(out, value, indent + 2);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(out, value, indent + 2);
        }
        Value::String(text) if is_literal(text) => {
            out.push_str(" |-\n");
            for line in text.lines() {
                pad(out, indent + 2);
                out.push_str(line);
                out.push('\n');
            }
        }
        value => {
            out.push(' ');
            out.push_str(&inline(value));
            out.push('\n');
        }
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        value => value.to_string(),
    }
}

/// Returns whether a string is readable as a literal block, which cannot escape characters.
fn is_literal(text: &str) -> bool {
    let is_plain_line = |line: &str| !line.is_empty() && line.trim_end() == line && !line.contains('\t');
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && text.split('\n').all(is_plain_line)
        && text.chars().all(|c| c == '\n' || !is_escaped(c))
}

/// Returns a string, in quotes if it could be read as something else.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if is_escaped(c) => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns whether YAML does not allow a character, or breaks a line at it.
fn is_escaped(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns whether a string needs no quotes: no version of YAML reads it as something else. It starts with a letter, or
/// is a duration.
fn is_plain(text: &str) -> bool {
    const OTHER: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_text = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(is_escaped)
        && !OTHER.contains(&&*text.to_ascii_lowercase());
    let number = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let unit = &text[number.len()..];
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_text || is_number && ["ms", "s", "m", "h", "d"].contains(&unit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn maps_and_lists_are_written_as_blocks() {
        let value = json!({"groups": [{"name": "a", "rules": [{"for": "5m", "labels": {}}, {"of": 1.5}]}], "of": ["a", ["b"]]});
        let text = "# two\n# lines\ngroups:\n  - name: a\n    rules:\n      - for: 5m\n        labels: {}\n      - of: 1.5\nof:\n  - a\n  -\n    - b\n";
        assert_eq!(document("two\nlines", &value), text);
    }

    #[test]
    fn a_string_that_could_be_read_as_something_else_is_quoted() {
        let cases = [
            ("word", "word"),
            ("up{job=\"a\"} == 0", "up{job=\"a\"} == 0"),
            ("job:up:sum", "job:up:sum"),
            ("a:", "\"a:\""),
            ("a ", "\"a \""),
            ("No", "\"No\""),
            ("y", "\"y\""),
            ("1", "\"1\""),
            ("1e3", "\"1e3\""),
            ("0x1f", "\"0x1f\""),
            ("1:30", "\"1:30\""),
            ("5m", "5m"),
            ("", "\"\""),
            ("~", "\"~\""),
            ("- a", "\"- a\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("{{ $value }}", "\"{{ $value }}\""),
            ("a\"b\\c\td\u{85}", "\"a\\\"b\\\\c\\U00000009d\\U00000085\""),
            ("größe", "größe"),
            ("ößg", "\"ößg\""),
        ];
        for (text, written) in cases {
            assert_eq!(scalar(text), written);
        }
    }

    #[test]
    fn several_lines_are_a_literal_block_if_it_can_hold_them() {
        assert_eq!(document("", &json!({"expr": "a\n  and b"})), "expr: |-\n  a\n    and b\n");
        for text in [" a\nb", "a\n", "a \nb", "a\n\tb", "a\n\nb", "a\r\nb"] {
            assert!(document("", &json!({"expr": text})).starts_with("expr: \""), "{text:?}");
        }
    }
}
