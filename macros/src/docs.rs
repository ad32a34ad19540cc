//! Doc comments of declarations, which become HELP.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Returns the first paragraph of a doc comment on one line, or `None` if it is empty.
pub(crate) fn help(attrs: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attrs.iter().filter_map(line).flat_map(|text| split_lines(&text)).collect();
    let paragraph = lines
        .iter()
        .map(|line| line.trim())
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty());
    let help = paragraph.collect::<Vec<_>>().join(" ");
    (!help.is_empty()).then_some(help)
}

/// Returns the string in `#[doc = ".."]`.
fn line(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attr.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &meta.value else { return None };
    meta.path.is_ident("doc").then(|| text.value())
}

/// Splits a block comment into lines without their stars. An empty comment is one line.
fn split_lines(text: &str) -> Vec<String> {
    if !text.contains('\n') {
        return vec![text.to_owned()];
    }
    text.lines().map(|line| line.trim_start().trim_start_matches('*').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help_of(item: &str) -> Option<String> {
        let item: syn::ItemStruct = syn::parse_str(item).expect("the test's item parses");
        help(&item.attrs)
    }

    #[test]
    fn help_is_the_first_paragraph_on_one_line() {
        let cases = [
            ("/// One\n/// two.\n///\n/// Not this.\nstruct S;", Some("One two.")),
            ("///\n/// Late.\nstruct S;", Some("Late.")),
            ("/** One\n * two.\n *\n * Not this.\n */ struct S;", Some("One two.")),
            ("#[doc = \"a \\\\ b\"] struct S;", Some("a \\ b")),
            ("#[doc(hidden)] struct S;", None),
            ("///\nstruct S;", None),
        ];
        for (item, expected) in cases {
            assert_eq!(help_of(item).as_deref(), expected, "{item}");
        }
    }
}
