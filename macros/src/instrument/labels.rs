//! The labels of a function's families, and the label set of one call.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Constant, ConstantValue, Model};
use super::parse::Label;

pub(crate) fn expand_label(label: &Label, private: &TokenStream) -> TokenStream {
    let (name, ty) = (label.ident.unraw().to_string(), &label.ty);
    let values = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::LABELS);
    quote!(#private::Label::new(#name, #values))
}

/// Expands to the name and the value of a constant label.
pub(crate) fn expand_constant_label(Constant { name, value }: &Constant) -> TokenStream {
    match value {
        ConstantValue::Function(text) | ConstantValue::Text(text) => quote!((#name, #text)),
        ConstantValue::Module => quote!((#name, ::core::module_path!())),
        ConstantValue::Expr(value) => quote_spanned!(value.span()=> (#name, #value)),
    }
}

/// Expands to the index of the call's label set, which is computed before the body takes the arguments.
pub(crate) fn expand_label_set(model: &Model) -> TokenStream {
    let private = model.private();
    // The user's expressions cannot see this variable.
    let value = Ident::new("__gapless_value", Span::mixed_site());
    let index = model.labels.iter().fold(quote!(0), |index, label| {
        let (ty, expression) = (&label.ty, &label.value);
        let typed = quote_spanned!(ty.span()=> let #value: #ty = #expression;);
        let index = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::index_after(&#value, #index));
        quote!({ #typed #index })
    });
    match model.labels[..] {
        [] => index,
        _ => quote!(if #private::ENABLED { #index } else { 0 }),
    }
}

/// Expands to the labels of calls that ended in an error with a kind.
pub(crate) fn expand_error_labels(labels: &[TokenStream], ty: &Type, private: &TokenStream) -> TokenStream {
    let values = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::LABELS);
    quote!(#(#labels,)* #private::Outcome::ERROR_LABEL, #private::Label::new("error", #values))
}
