//! The place of a declaration in the source.

use proc_macro2::{Span, TokenStream};
use quote::quote;

/// Expands to the location of a token. Compilers before 1.88 do not give macros the lines of tokens; the line is then
/// the line of the macro's invocation.
pub(crate) fn expand(token: Span, private: &TokenStream) -> TokenStream {
    match place(token) {
        (0, _) => quote!(#private::location!()),
        (line, column) => quote!(#private::location!(#line, #column)),
    }
}

/// Returns the line and column of a token, counted from 1; zeros if the compiler does not give them.
pub(crate) fn place(token: Span) -> (u32, u32) {
    let start = token.start();
    match (u32::try_from(start.line), u32::try_from(start.column + 1)) {
        (Ok(line @ 1..), Ok(column)) => (line, column),
        _ => (0, 0),
    }
}
