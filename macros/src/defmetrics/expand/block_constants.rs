//! Constants that the metrics of a block share. One constant per metric would cost the compiler as much as the metric
//! itself.
//!
//! ```text
//! const __GAPLESS_BLOCK_1F: Block = Block { location: location!(), namespace: "grapevine", group: "chat" };
//! const __GAPLESS_VALUES_1F_0: LabelsOf = { .. ByType::<Channel>::GAPLESS_LABELS };
//! type __GaplessJson1F0 = [u8; label_len("channel", __GAPLESS_VALUES_1F_0)];
//! const __GAPLESS_JSON_1F_0: __GaplessJson1F0 = label("channel", __GAPLESS_VALUES_1F_0);
//! const __GAPLESS_LABELS_1F_0: &[Label] = {
//!     const ALL: &Labels = &{ let labels = Labels::new(&[]); labels.with("channel", __GAPLESS_VALUES_1F_0) };
//!     ALL.as_slice()
//! };
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, GenericArgument, Path, PathArguments, Type, TypePath};

use super::super::model::labels::TypedLabel;
use super::super::model::{MetricModel, Model};
use crate::defaults::MAX_LABELS;
use crate::kind::Kind;
use crate::labels;

/// The distinct label types and label lists of a block.
pub(crate) struct BlockConstants<'a> {
    /// A part of each name that distinguishes this block from other blocks of the module.
    id: String,
    types: Vec<(&'a [Attribute], &'a TypedLabel)>,
    /// Pairs of a name and a type.
    labels: Vec<(&'a MetricModel, &'a TypedLabel)>,
    lists: Vec<&'a MetricModel>,
}

impl<'a> BlockConstants<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let mut constants =
            BlockConstants { id: id(model), types: Vec::new(), labels: Vec::new(), lists: Vec::new() };
        for metric in &model.metrics {
            for label in metric.labels.typed.iter().filter(|label| label.is_read) {
                if constants.type_index(metric, label).is_none() {
                    constants.types.push((&metric.cfgs, label));
                }
                if constants.label_index(metric, label).is_none() {
                    constants.labels.push((metric, label));
                }
            }
            let is_read = metric.labels.typed.iter().all(|label| label.is_read);
            if is_read && constants.list_index(metric).is_none() && !metric.labels.typed.is_empty() {
                constants.lists.push(metric);
            }
        }
        constants
    }

    fn type_index(&self, metric: &MetricModel, label: &TypedLabel) -> Option<usize> {
        let wanted = (text(&metric.cfgs), text([&label.ty]));
        self.types.iter().position(|(cfgs, label)| (text(*cfgs), text([&label.ty])) == wanted)
    }

    fn label_index(&self, metric: &MetricModel, label: &TypedLabel) -> Option<usize> {
        let wanted = label_text(metric, label);
        self.labels.iter().position(|(metric, label)| label_text(metric, label) == wanted)
    }

    fn list_index(&self, metric: &MetricModel) -> Option<usize> {
        self.lists.iter().position(|other| list_text(other) == list_text(metric))
    }

    pub(crate) fn block(&self) -> Ident {
        format_ident!("__GAPLESS_BLOCK_{}", self.id)
    }

    /// Returns the list of labels of a metric.
    pub(crate) fn labels(&self, metric: &MetricModel) -> TokenStream {
        match self.list_index(metric) {
            Some(index) => format_ident!("__GAPLESS_LABELS_{}_{index}", self.id).into_token_stream(),
            None => quote!(&[]),
        }
    }

    /// Returns the names of the JSON of an argument's labels: the type, and the constant.
    pub(crate) fn json(&self, metric: &MetricModel, label: &TypedLabel) -> (Ident, Ident) {
        let index = self.label_index(metric, label).unwrap_or_default();
        (
            format_ident!("__GaplessJson{}{index}", self.id),
            format_ident!("__GAPLESS_JSON_{}_{index}", self.id),
        )
    }

    /// Returns the name of the constant with a label's values.
    pub(crate) fn values(&self, metric: &MetricModel, label: &TypedLabel) -> Ident {
        let index = self.type_index(metric, label).unwrap_or_default();
        format_ident!("__GAPLESS_VALUES_{}_{index}", self.id)
    }

    pub(crate) fn expand(&self, model: &Model, private: &TokenStream) -> TokenStream {
        let (block, Model { namespace, group, .. }) = (self.block(), model);
        let types = (0..self.types.len()).map(|index| self.expand_type(index, private));
        let labels = self.labels.iter().map(|(metric, label)| self.expand_json(metric, label, private));
        let lists = self.lists.iter().map(|metric| self.expand_list(metric, private));
        quote! {
            const #block: #private::Block =
                #private::Block { location: #private::location!(), namespace: #namespace, group: #group };
            #(#types)*
            #(#labels)*
            #(#lists)*
        }
    }

    /// Expands the constants of one type. The compiler reports a type that is not a label only here.
    fn expand_type(&self, index: usize, private: &TokenStream) -> TokenStream {
        let (cfgs, label) = self.types[index];
        let ty = label_type(label);
        let values = format_ident!("__GAPLESS_VALUES_{}_{index}", self.id);
        let argument = Ident::new("__gapless_label", ty.span().resolved_at(Span::mixed_site()));
        let is_label = quote_spanned! {ty.span()=>
            let _ = |#argument: &#private::ByType<'_, #ty>| #argument.gapless_check();
        };
        let of_type = quote_spanned!(ty.span()=> #private::ByType::<#ty>::GAPLESS_LABELS);
        quote! {
            #(#cfgs)*
            const #values: #private::LabelsOf = {
                use #private::{ByAny as _, ByOptionalText as _, ByReference as _, ByText as _};
                #is_label
                #of_type
            };
        }
    }

    fn expand_json(&self, metric: &MetricModel, label: &TypedLabel, private: &TokenStream) -> TokenStream {
        let (cfgs, name, values) = (&metric.cfgs, &label.name, self.values(metric, label));
        let (json_ty, json) = self.json(metric, label);
        quote! {
            #(#cfgs)*
            type #json_ty = [::core::primitive::u8; #private::catalog::label_len(#name, #values)];
            #(#cfgs)*
            const #json: #json_ty = #private::catalog::label(#name, #values);
        }
    }

    fn expand_list(&self, metric: &MetricModel, private: &TokenStream) -> TokenStream {
        let (cfgs, list) = (&metric.cfgs, self.labels(metric));
        let labels = metric.labels.typed.iter().take(MAX_LABELS);
        let labels =
            labels.map(|label| (&label.ty, label.name.clone(), self.values(metric, label).to_token_stream()));
        let labels = labels::expand(other_labels(metric), labels, private);
        quote! {
            #(#cfgs)*
            const #list: &[#private::Label] = {
                const ALL: &#private::Labels = &#labels;
                ALL.as_slice()
            };
        }
    }
}

/// The type of a label's value. `impl AsRef<str>` is not a type that can be named, so its string stands for it.
pub(crate) fn label_type(label: &TypedLabel) -> Type {
    let span = label.ty.span();
    match (&label.ty, optional_impl(&label.ty)) {
        (Type::ImplTrait(_), _) => syn::parse_quote_spanned!(span=> ::core::primitive::str),
        (_, Some(option)) => syn::parse_quote_spanned!(span=> #option<&'static ::core::primitive::str>),
        (ty, None) => ty.clone(),
    }
}

/// The path of `Option` in `Option<impl AsRef<str>>`.
pub(crate) fn optional_impl(ty: &Type) -> Option<Path> {
    let Type::Path(TypePath { path, .. }) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return None };
    let has_impl =
        arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Type(Type::ImplTrait(_))));
    let mut option = path.clone();
    option.segments.last_mut()?.arguments = PathArguments::None;
    has_impl.then_some(option)
}

/// Returns a hash of the accessors' names and their `cfg`s, which are unique in a module.
fn id(model: &Model) -> String {
    let names = model.metrics.iter().map(|metric| format!("{} {};", text(&metric.cfgs), metric.ident));
    let into = model.into.iter().map(|into| into.ident.to_string());
    let hash = into.chain(names).collect::<String>().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3) // FNV-1a
    });
    format!("{hash:X}")
}

fn list_text(metric: &MetricModel) -> (String, String, String) {
    let labels = metric.labels.typed.iter().map(|label| format!("{}: {},", label.name, text([&label.ty])));
    (text(&metric.cfgs), labels.collect(), other_labels(metric).join(","))
}

fn label_text(metric: &MetricModel, label: &TypedLabel) -> (String, String, String) {
    (text(&metric.cfgs), label.name.clone(), text([&label.ty]))
}

/// Returns the names of the labels that are not arguments.
fn other_labels(metric: &MetricModel) -> Vec<&str> {
    let constant = metric.labels.constant.iter().map(|(name, _)| name.as_str());
    let states = (metric.kind == Kind::StateSet).then_some(metric.name.as_str());
    constant.chain(states).collect()
}

fn text<T: ToTokens>(tokens: impl IntoIterator<Item = T>) -> String {
    tokens.into_iter().map(|token| token.to_token_stream().to_string()).collect()
}
