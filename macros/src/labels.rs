//! The list of a metric's labels, to which the compiler adds the labels of each type, and the types of open labels.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

/// Expands to a value `Labels`. Each argument is a type, a name and a constant `LabelsOf`. `others` are the remaining
/// labels of the metric.
///
/// The compiler reports a repeated label at the type that adds it, so the whole statement has the span of the type.
pub(crate) fn expand<'a>(
    others: impl IntoIterator<Item = &'a str>,
    arguments: impl Iterator<Item = (&'a Type, String, TokenStream)>,
    private: &TokenStream,
) -> TokenStream {
    let others = others.into_iter();
    let labels = |span: Span| Ident::new("__gapless_labels", span.resolved_at(Span::mixed_site()));
    let first = labels(Span::mixed_site());
    let steps = arguments.map(|(ty, name, of)| {
        let labels = labels(ty.span());
        quote_spanned!(ty.span()=> let #labels = #labels.with(#name, #of);)
    });
    quote!({
        let #first = #private::Labels::new(&[#(#others),*]);
        #(#steps)*
        #first
    })
}

/// Returns whether a type is written as a string, or as an `Option` of a string.
pub(crate) fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_text(&reference.elem),
        Type::ImplTrait(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let inner = || match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments
                    .args
                    .iter()
                    .any(|argument| matches!(argument, GenericArgument::Type(ty) if is_text(ty))),
                _ => false,
            };
            match last.ident.to_string().as_str() {
                "String" | "str" => true,
                "Option" | "Box" | "Arc" | "Cow" => inner(),
                _ => false,
            }
        }),
        _ => false,
    }
}
