//! Where a declaration stands in the source.

use proc_macro2::{Span, TokenStream};
use quote::quote;

/// The site of a token. Compilers before 1.88 do not tell macros the lines of tokens; the line is then that of the
/// macro's invocation.
pub(crate) fn expand(token: Span, private: &TokenStream) -> TokenStream {
    let start = token.start();
    match (u32::try_from(start.line), u32::try_from(start.column + 1)) {
        (Ok(line @ 1..), Ok(column)) => quote!(#private::site!(#line, #column)),
        _ => quote!(#private::site!()),
    }
}
