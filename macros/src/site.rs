//! Where a declaration stands in the source.

use proc_macro2::{Span, TokenStream};
use quote::quote;

/// The site of a token. Compilers before 1.88 do not tell macros the lines of tokens; the line is then that of the
/// macro's invocation.
pub(crate) fn expand(token: Span, private: &TokenStream) -> TokenStream {
    match place(token) {
        (0, _) => quote!(#private::site!()),
        (line, column) => quote!(#private::site!(#line, #column)),
    }
}

/// The line and column of a token, from 1; zeros where the compiler does not tell.
pub(crate) fn place(token: Span) -> (u32, u32) {
    let start = token.start();
    match (u32::try_from(start.line), u32::try_from(start.column + 1)) {
        (Ok(line @ 1..), Ok(column)) => (line, column),
        _ => (0, 0),
    }
}
