//! The labels of a function's families, and the label set of one call.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Constant, ConstantValue, Model};
use crate::labels;

/// Expands to the labels of a type, a constant `LabelsOf`.
pub(crate) fn labels_of(ty: &Type, private: &TokenStream) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as #private::LabelSet>::GAPLESS_LABELS)
}

/// Expands to a constant with the labels that the attribute declares.
///
/// ```text
/// const __GAPLESS_LABELS: Labels = {
///     let labels = Labels::new(&["outcome", "error", "function", "module"]);
///     labels.with("kind", <Kind as LabelSet>::GAPLESS_LABELS)
/// };
/// ```
pub(crate) fn expand_declared(model: &Model, private: &TokenStream) -> Option<TokenStream> {
    let others = model.constant.iter().map(|label| label.name.as_str());
    let others = ["outcome", "error"].into_iter().chain(others);
    let declared = model
        .labels
        .iter()
        .map(|label| (&label.ty, label.ident.unraw().to_string(), labels_of(&label.ty, private)));
    let labels = labels::expand(others, declared, private);
    (!model.labels.is_empty()).then(|| {
        quote! {
            const __GAPLESS_LABELS: #private::Labels = #labels;
        }
    })
}

/// Expands to a list of the declared labels and of others after them.
pub(crate) fn expand_list(model: &Model, others: &[TokenStream], private: &TokenStream) -> TokenStream {
    match model.labels[..] {
        [] => quote!(&[#(#others),*]),
        _ => quote!({
            const ALL: &#private::Labels = &__GAPLESS_LABELS #(.with_label(#others))*;
            ALL.as_slice()
        }),
    }
}

/// Expands to the name and the value of a constant label.
pub(crate) fn expand_constant_label(Constant { name, value }: &Constant) -> TokenStream {
    match value {
        ConstantValue::Function(text) | ConstantValue::Text(text) => quote!((#name, #text)),
        ConstantValue::Module => quote!((#name, ::core::module_path!())),
        ConstantValue::Expr(value) => quote_spanned!(value.span()=> (#name, #value)),
    }
}

/// Expands to the call's label set, which is computed before the body takes the arguments.
pub(crate) fn expand_label_set(model: &Model) -> TokenStream {
    let private = model.private();
    // The user's expressions cannot see this variable.
    let value = Ident::new("__gapless_value", Span::mixed_site());
    let index = model.labels.iter().fold(quote!(0), |index, label| {
        let (ty, expression) = (&label.ty, &label.value);
        let typed = quote_spanned!(ty.span()=> let #value: #ty = #expression;);
        let index =
            quote_spanned!(ty.span()=> <#ty as #private::LabelSet>::gapless_index_after(&#value, #index));
        quote!({ #typed #index })
    });
    let index = match model.labels[..] {
        [] => index,
        _ => quote!(if #private::ENABLED { #index } else { 0 }),
    };
    quote!(#private::LabelSetIndex::new(#index))
}

/// Expands to the label `error` of calls that ended in an error with a kind.
pub(crate) fn expand_error_label(ty: &Type, private: &TokenStream) -> TokenStream {
    let values = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::LABELS);
    quote!(#private::Label::new("error", #values))
}
