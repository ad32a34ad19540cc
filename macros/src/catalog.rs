//! The lines of the catalog: JSON in a section of the program's file, for tools that read the file without running it.
//!
//! A line consists of parts. Most parts are literals; core computes the parts that depend on types. The program itself
//! never reads them.
//!
//! ```text
//! #[link_section = "gapless"]
//! static __GAPLESS_LINE: Then<[u8; 41], Then<[u8; values_len(VALUES)], [u8; 26]>> =
//!     Then(*b"{\"name\":\"jobs_total\",.. \"values\":", Then(values(VALUES), *b"}],.. }\n"));
//! ```

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// A builder of one or more lines.
#[derive(Default)]
pub(crate) struct Lines {
    /// The finished parts, each with its type and its value.
    parts: Vec<(TokenStream, TokenStream)>,
    /// The literal that is not a part yet.
    text: String,
}

impl Lines {
    /// Adds a string without escaping it.
    pub(crate) fn raw(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a JSON string.
    pub(crate) fn string(&mut self, text: &str) -> &mut Self {
        self.text.push_str(&json_string(text));
        self
    }

    /// Adds `"key":"text",`.
    pub(crate) fn member(&mut self, key: &str, text: &str) -> &mut Self {
        self.string(key).raw(":").string(text).raw(",")
    }

    /// Adds a constant array of bytes, given with its type.
    pub(crate) fn constant(&mut self, ty: TokenStream, bytes: TokenStream) -> &mut Self {
        self.end_text();
        self.parts.push((ty, bytes));
        self
    }

    /// Adds a JSON string from a constant.
    pub(crate) fn constant_string(&mut self, text: &TokenStream, private: &TokenStream) -> &mut Self {
        let ty = quote!([::core::primitive::u8; #private::catalog::string_len(#text)]);
        self.constant(ty, quote!(#private::catalog::string(#text)))
    }

    /// Adds an item of a list or an object, with a comma before it unless it is the first.
    pub(crate) fn item(&mut self, text: &str) -> &mut Self {
        let is_first = self.text.ends_with(['[', '{']);
        self.raw(if is_first { "" } else { "," }).raw(text)
    }

    /// Adds the labels of an argument to the list of labels; `labels` is a constant `LabelsOf`.
    pub(crate) fn labels_of(
        &mut self,
        argument: &str,
        labels: &TokenStream,
        private: &TokenStream,
    ) -> &mut Self {
        let ty = quote!([::core::primitive::u8; #private::catalog::label_len(#argument, #labels)]);
        self.item("").constant(ty, quote!(#private::catalog::label(#argument, #labels)))
    }

    /// Adds the values in a constant `Option<LabelValues>` as a list.
    pub(crate) fn values(&mut self, values: &TokenStream, private: &TokenStream) -> &mut Self {
        let ty = quote!([::core::primitive::u8; #private::catalog::values_len(#values)]);
        self.constant(ty, quote!(#private::catalog::values(#values)))
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            let (len, bytes) = (text.len(), Literal::byte_string(text.as_bytes()));
            self.parts.push((quote!([::core::primitive::u8; #len]), quote!(*#bytes)));
        }
    }

    /// Adds the place of the declaration, and ends the line.
    pub(crate) fn end(&mut self, token: Span) -> &mut Self {
        self.member("crate", &variable("CARGO_PKG_NAME")).member("version", &variable("CARGO_PKG_VERSION"));
        self.member("file", &token.file());
        self.raw(&format!("\"line\":{}}}\n", token.start().line))
    }

    /// Returns the static that holds the lines, and its name. The first field of the static is the first part.
    pub(crate) fn expand(mut self, private: &TokenStream) -> (TokenStream, Ident) {
        self.end_text();
        let name = Ident::new("__GAPLESS_LINE", Span::call_site());
        let nothing = (quote!(()), quote!(()));
        let (ty, value) = self.parts.into_iter().rev().fold(nothing, |(rest_ty, rest), (ty, value)| {
            (quote!(#private::catalog::Then<#ty, #rest_ty>), quote!(#private::catalog::Then(#value, #rest)))
        });
        let tokens = quote! {
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
            #[cfg_attr(not(any(target_vendor = "apple", target_family = "wasm")), unsafe(link_section = "gapless"))]
            static #name: #ty = #value;
        };
        (tokens, name)
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// Returns a JSON list.
pub(crate) fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    format!("[{}]", items.join(","))
}

/// Returns a JSON string, in quotes and escaped.
pub(crate) fn json_string(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_for_json() {
        assert_eq!(json_string("a \"b\" \\ \n é"), r#""a \"b\" \\ \u000a é""#);
        assert_eq!(list([0.5, 1e21]), "[0.5,1000000000000000000000]");
    }

    #[test]
    fn adjacent_literals_become_one_part() {
        let mut lines = Lines::default();
        lines.raw("{").member("name", "a").constant(quote!(T), quote!(values())).raw("}").raw("\n");
        let (tokens, _) = lines.expand(&quote!(p));
        let text = tokens.to_string();
        assert!(text.contains("[:: core :: primitive :: u8 ; 12usize]"), "{text}");
        assert!(
            text.contains(r#"(* b"{\"name\":\"a\"," , p :: catalog :: Then (values () , p :: catalog :: Then (* b"}\n" , ()))) ;"#),
            "{text}"
        );
    }
}
