//! ```text
//! struct Lobby { .. } // without `#[metric(..)]`
//! const _: () = {
//!     const __GAPLESS_LABEL_REGION: TypedLabel<Region> = TypedLabel::new();
//!     const __GAPLESS_LABELS: Labels = Labels::new(&[]).with("name", LabelsOf::Open).with("region", ..);
//!     static __GAPLESS_TYPE: LivingType = LivingType::new("Lobby", &[&__GAPLESS_METRIC_0], 1, max_label_sets(..));
//!     static __GAPLESS_METRIC_0: LivingMetric = LivingMetric::new(&__GAPLESS_TYPE, 0, 0);
//!     static __GAPLESS_DECLARED_0: Declared = {
//!         const DESCRIPTOR: Descriptor = Descriptor::new(Kind::Gauge, "lobby_waiting", "Help.", location!(..)) ..;
//!         #[link_section = "gapless"]
//!         static __GAPLESS_LINE: .. = ..;
//!         Declared::living_in(DESCRIPTOR.with_catalog(..), &__GAPLESS_METRIC_0)
//!     };
//!     inventory::submit! { Registration::Declared(&[&__GAPLESS_DECLARED_0]) }
//!     impl MeasuredFields for Lobby {
//!         fn gapless_type() -> &'static LivingType { &__GAPLESS_TYPE }
//!         fn gapless_labels(&self, texts: &mut LabelTexts) { texts.add_open_label(&self.name); }
//!         fn gapless_read(&self, metric: usize) -> FieldReading {
//!             match metric { 0 => read_number(&self.waiting), _ => FieldReading::Absent }
//!         }
//!     }
//!     impl Lobby {
//!         pub fn measured(self) -> Measured<Self> { measure(self) }
//!     }
//! };
//! ```

mod catalog_line;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Member, Path};

use super::model::{Field, Label, Metric, Model, StateModel};
use super::rustdoc;
use crate::alert::Alert;
use crate::kind::Kind;
use crate::{alert, diag, labels, site};

/// Returns the path of the items that only macros use.
fn private(krate: &Path) -> TokenStream {
    quote!(#krate::__private)
}

pub(crate) fn expand(model: &Model, item: &DeriveInput) -> TokenStream {
    let private = private(&model.krate);
    let documented = with_docs(item, &rustdoc::lines(model));
    let types = expand_types(model, &private);
    let labels = expand_labels("__GAPLESS_LABELS", model.labels.iter(), &private);
    let infos = (!model.infos.is_empty())
        .then(|| expand_labels("__GAPLESS_INFO_LABELS", model.labels.iter().chain(&model.infos), &private));
    let ty = expand_type(model, item, &private);
    let metrics = model.metrics.iter().enumerate().map(|(index, metric)| {
        let (living, declared) =
            (expand_living(index, model, &private), expand_declared(index, metric, model, item, &private));
        let cfgs = &metric.cfgs;
        quote!(#(#cfgs)* #living #(#cfgs)* #declared)
    });
    let declared = each(model, "__GAPLESS_DECLARED");
    let (fields, method) = (expand_fields(model, item, &private), expand_method(&model.krate, item));
    let warnings = model.warnings.iter().map(|(span, message)| diag::warning(*span, message));
    quote! {
        #documented
        const _: () = {
            #types
            #labels
            #infos
            #ty
            #(#metrics)*
            #private::inventory::submit! { #private::Registration::Declared(&[#declared]) }
            #fields
            #method
        };
        #(#warnings)*
    }
}

/// Returns the item with more lines of documentation, if it has any.
fn with_docs(item: &DeriveInput, lines: &[String]) -> TokenStream {
    let mut item = item.clone();
    if item.attrs.iter().any(|attr| attr.path().is_ident("doc")) {
        item.attrs.extend(lines.iter().map(|line| -> syn::Attribute { syn::parse_quote!(#[doc = #line]) }));
    }
    item.into_token_stream()
}

fn static_of(name: &str, index: usize) -> Ident {
    format_ident!("{name}_{index}")
}

/// Returns references to the statics of all metrics.
fn each(model: &Model, name: &str) -> TokenStream {
    let references = model.metrics.iter().enumerate().map(|(index, metric)| {
        let (cfgs, ident) = (&metric.cfgs, static_of(name, index));
        quote!(#(#cfgs)* &#ident)
    });
    quote!(#(#references),*)
}

fn expand_labels<'a>(
    name: &str,
    all: impl Iterator<Item = &'a Label> + Clone,
    private: &TokenStream,
) -> TokenStream {
    let ident = Ident::new(name, Span::call_site());
    let arguments = all.map(|label| (&label.field.ty, label.name.clone(), labels_of(label, private)));
    let list = labels::expand([], arguments, private);
    quote!(const #ident: #private::Labels = #list;)
}

/// Expands to the constant `LabelsOf` of a label.
fn labels_of(label: &Label, private: &TokenStream) -> TokenStream {
    let Field { ty, with, .. } = &label.field;
    match with {
        _ if label.is_open => quote!(#private::LabelsOf::Open),
        Some(path) => quote_spanned!(path.span()=> #private::measured::labels_with::<#ty, _, _>(&#path)),
        None => {
            let ident = constant("__GAPLESS_LABEL", &label.field);
            quote!(#ident.labels)
        }
    }
}

/// Expands to a constant for each typed label and each state set, with everything that depends on the type.
fn expand_types(model: &Model, private: &TokenStream) -> TokenStream {
    let labels = model.labels.iter().chain(&model.infos).filter(|label| !label.is_open);
    let labels = labels.map(|label| (&label.field, &[][..], "__GAPLESS_LABEL", quote!(TypedLabel)));
    let states = model.metrics.iter().filter(|metric| metric.kind == Kind::StateSet);
    let states = states.filter_map(|metric| {
        Some((metric.field.as_ref()?, &metric.cfgs[..], "__GAPLESS_STATES", quote!(States)))
    });
    let fields = labels.chain(states).filter(|(field, ..)| field.with.is_none());
    fields
        .map(|(field, cfgs, name, of)| {
            let (ident, ty) = (constant(name, field), &field.ty);
            let value = quote_spanned!(ty.span()=> <#private::measured::#of<#ty>>::new());
            quote!(#(#cfgs)* const #ident: #private::measured::#of<#ty> = #value;)
        })
        .collect()
}

/// Returns the name of the constant of a field.
fn constant(name: &str, field: &Field) -> Ident {
    match &field.member {
        Member::Named(ident) => format_ident!("{name}_{}", ident.unraw().to_string().to_uppercase()),
        Member::Unnamed(index) => format_ident!("{name}_{}", index.index),
    }
}

fn expand_type(model: &Model, item: &DeriveInput, private: &TokenStream) -> TokenStream {
    let (name, metrics) = (item.ident.unraw().to_string(), each(model, "__GAPLESS_METRIC"));
    let n_cells = first_cell(model, model.metrics.len());
    let max = match model.max_open {
        Some(max) => quote!(#private::measured::max_label_sets(&__GAPLESS_LABELS, #max)),
        None => quote!(::core::primitive::usize::MAX),
    };
    quote! {
        static __GAPLESS_TYPE: #private::measured::LivingType =
            #private::measured::LivingType::new(#name, &[#metrics], #n_cells, #max);
    }
}

/// Returns the index of a metric's first cell: a histogram has a cell for each bucket and for its sum.
fn first_cell(model: &Model, index: usize) -> usize {
    let width = |metric: &Metric| match metric.kind {
        Kind::Histogram => metric.buckets.len() + 2,
        _ => 1,
    };
    model.metrics[..index].iter().map(width).sum()
}

fn expand_living(index: usize, model: &Model, private: &TokenStream) -> TokenStream {
    let (ident, first_cell) = (static_of("__GAPLESS_METRIC", index), first_cell(model, index));
    let Metric { kind, buckets, .. } = &model.metrics[index];
    let of_kind = matches!(kind, Kind::Counter | Kind::UpDownCounter).then(|| {
        let kind = kind.variant();
        quote!(.of_kind(#private::Kind::#kind))
    });
    let bounds = (!buckets.is_empty()).then(|| quote!(.with_bounds(&[#(#buckets),*])));
    quote! {
        static #ident: #private::measured::LivingMetric =
            #private::measured::LivingMetric::new(&__GAPLESS_TYPE, #index, #first_cell) #of_kind #bounds;
    }
}

fn expand_declared(
    index: usize,
    metric: &Metric,
    model: &Model,
    item: &DeriveInput,
    private: &TokenStream,
) -> TokenStream {
    let (ident, living) = (static_of("__GAPLESS_DECLARED", index), static_of("__GAPLESS_METRIC", index));
    let descriptor = expand_descriptor(metric, model, &item.ident, private);
    let max_series = expand_max_series(model, private);
    let check = quote_spanned!(metric.span=> DESCRIPTOR.check_budget(#max_series););
    let (line, line_ident) = catalog_line::line(metric, model, item, private).expand(private);
    let labels_of = |name: &str| match model.labels.iter().find(|label| label.name == name) {
        Some(label) => labels_of(label, private),
        None => {
            let states = metric.field.as_ref().map(|field| states_of(field, private));
            quote!(#private::LabelsOf::One(#states))
        }
    };
    let alerts = alert::expand_constants(metric.alerts.iter().enumerate(), &labels_of);
    let with_alerts = expand_alerts(&metric.alerts, private);
    quote! {
        static #ident: #private::Declared = {
            const DESCRIPTOR: #private::Descriptor = #descriptor;
            #check
            #alerts
            #line
            #private::Declared::living_in(
                DESCRIPTOR #with_alerts.with_catalog(#private::CatalogLine::new(&#line_ident.0)),
                &#living,
            )
        };
    }
}

/// Expands to the call that adds alerts to a descriptor.
fn expand_alerts(alerts: &[Alert], private: &TokenStream) -> Option<TokenStream> {
    let list = alert::expand_list(alerts.iter().enumerate(), private);
    (!alerts.is_empty()).then(|| quote!(.with_alerts(#list)))
}

fn expand_max_series(model: &Model, private: &TokenStream) -> TokenStream {
    match &model.max_series {
        Some(number) => quote!(#number),
        None => quote!(#private::DEFAULT_MAX_SERIES),
    }
}

fn expand_descriptor(metric: &Metric, model: &Model, owner: &Ident, private: &TokenStream) -> TokenStream {
    let owner = owner.unraw().to_string();
    let (kind, location) = (metric.kind.variant(), site::expand(metric.span, private));
    let Metric { name, help, buckets, unit, .. } = metric;
    let float = matches!(metric.kind, Kind::Counter | Kind::Histogram)
        .then(|| quote!(.with_value_type(#private::ValueType::Float)));
    let unit = unit.as_ref().map(|unit| quote!(.with_unit(#unit)));
    let buckets = (!buckets.is_empty()).then(|| quote!(.with_buckets(&[#(#buckets),*])));
    let states = (metric.kind == Kind::StateSet).then(|| {
        let states = metric.field.as_ref().map(|field| states_of(field, private));
        quote!(.with_states(#states))
    });
    let max = model.max_open.map(|max| quote!(.with_max_open_values(#max)));
    let (namespace, group, labels) = (&model.namespace, &model.group, expand_list(metric, model, private));
    quote! {
        #private::Descriptor::new(#private::Kind::#kind, #name, #help, #location)
            .of_struct(#owner)
            #float
            #unit
            #buckets
            #states
            .with_labels(#labels)
            #max
            .with_namespace(#namespace)
            .with_group(#group)
    }
}

/// Expands to the labels of a metric.
fn expand_list(metric: &Metric, model: &Model, private: &TokenStream) -> TokenStream {
    let labels = match metric.kind {
        Kind::Info => quote!(__GAPLESS_INFO_LABELS),
        _ if model.labels.is_empty() => return quote!(&[]),
        _ => quote!(__GAPLESS_LABELS),
    };
    quote!({
        const ALL: &#private::Labels = &#labels;
        ALL.as_slice()
    })
}

/// Expands to the states of a field.
fn states_of(field: &Field, private: &TokenStream) -> TokenStream {
    let Field { ty, with, .. } = field;
    match with {
        Some(path) => quote_spanned!(path.span()=> #private::measured::states_with::<#ty, _, _>(&#path)),
        None => {
            let ident = constant("__GAPLESS_STATES", field);
            quote!(#ident.states)
        }
    }
}

fn expand_fields(model: &Model, item: &DeriveInput, private: &TokenStream) -> TokenStream {
    let (ident, texts) = (&item.ident, Ident::new("__gapless_texts", Span::mixed_site()));
    let ((impl_generics, ty_generics, _), predicates) =
        (item.generics.split_for_impl(), expand_predicates(item));
    let labels = model.labels.iter().map(|label| expand_text(label, false, &texts));
    let infos = model.infos.iter().map(|label| expand_text(label, true, &texts));
    let metric = Ident::new("__gapless_metric", Span::mixed_site());
    let arms = model.metrics.iter().enumerate().map(|(index, metric)| {
        let (cfgs, read) = (&metric.cfgs, expand_read(metric, private));
        quote!(#(#cfgs)* #index => #read,)
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::measured::MeasuredFields for #ident #ty_generics where #predicates {
            fn gapless_type() -> &'static #private::measured::LivingType {
                &__GAPLESS_TYPE
            }

            #[allow(unused_variables)]
            fn gapless_labels(&self, #texts: &mut #private::measured::LabelTexts) {
                #(#labels)*
                #(#infos)*
            }

            fn gapless_read(&self, #metric: ::core::primitive::usize) -> #private::measured::FieldReading {
                match #metric {
                    #(#arms)*
                    _ => #private::measured::FieldReading::Absent,
                }
            }
        }
    }
}

/// Expands to a reference to a field, or to the result of its function.
fn expand_field(field: &Field) -> TokenStream {
    let Field { member, ty, with } = field;
    match with {
        Some(path) => quote_spanned!(path.span()=> &#path(&self.#member)),
        None => {
            let member = at(member, ty.span());
            quote_spanned!(ty.span()=> &self.#member)
        }
    }
}

/// Returns a field's name at the place of its type, where the compiler reports mistakes in the type.
fn at(member: &Member, span: Span) -> Member {
    let mut member = member.clone();
    match &mut member {
        Member::Named(ident) => ident.set_span(ident.span().located_at(span)),
        Member::Unnamed(index) => index.span = index.span.located_at(span),
    }
    member
}

fn expand_text(label: &Label, is_info: bool, texts: &Ident) -> TokenStream {
    let has_function = label.field.with.is_some();
    let method = match (label.is_open, is_info) {
        (false, false) if has_function => "add_label_with",
        (false, false) => "add_label",
        (false, true) => "add_info",
        (true, false) => "add_open_label",
        (true, true) => "add_open_info",
    };
    let (field, ty) = (expand_field(&label.field), &label.field.ty);
    let span = label.field.with.as_ref().map_or_else(|| ty.span(), Spanned::span);
    let (method, texts) = (Ident::new(method, span), Ident::new("__gapless_texts", texts.span()));
    let typed = (!label.is_open && !has_function).then(|| {
        let ident = constant("__GAPLESS_LABEL", &label.field);
        quote!(&#ident,)
    });
    quote_spanned!(span=> #texts.#method(#typed #field);)
}

fn expand_read(metric: &Metric, private: &TokenStream) -> TokenStream {
    let Some(field) = &metric.field else { return quote!(#private::measured::FieldReading::Info) };
    let span = field.with.as_ref().map_or_else(|| field.ty.span(), Spanned::span);
    let function = match metric.kind {
        Kind::Histogram => "read_histogram",
        Kind::StateSet => "read_state",
        _ => "read_number",
    };
    let (function, value) = (Ident::new(function, span), expand_field(field));
    if metric.kind == Kind::StateSet && field.with.is_none() {
        let ident = constant("__GAPLESS_STATES", field);
        return quote_spanned!(span=> #ident.read(#value));
    }
    quote_spanned!(span=> #private::measured::#function(#value))
}

fn expand_method(krate: &Path, item: &DeriveInput) -> TokenStream {
    let (private, DeriveInput { vis, ident, .. }) = (private(krate), item);
    let (impl_generics, ty_generics, _) = item.generics.split_for_impl();
    let (predicates, docs) = (expand_predicates(item), METHOD_DOCS);
    quote! {
        #[automatically_derived]
        impl #impl_generics #ident #ty_generics where #predicates {
            #(#[doc = #docs])*
            #[must_use = "the metrics of the value end when its last handle is dropped"]
            #vis fn measured(self) -> #krate::Measured<Self> {
                #private::measured::measure(self)
            }
        }
    }
}

/// Expands to the conditions of the struct. The values of a generic struct can be shared between threads only for some
/// types.
fn expand_predicates(item: &DeriveInput) -> TokenStream {
    let (_, ty_generics, where_clause) = item.generics.split_for_impl();
    let ident = &item.ident;
    let bounds = (!item.generics.params.is_empty())
        .then(|| quote!(#ident #ty_generics: ::core::marker::Send + ::core::marker::Sync + 'static));
    let predicates = where_clause.map(|clause| clause.predicates.iter()).into_iter().flatten();
    let predicates = predicates.map(ToTokens::to_token_stream).chain(bounds);
    quote!(#(#predicates),*)
}

const METHOD_DOCS: &[&str] = &[
    " Exports the value's metrics until the last handle is dropped.",
    "",
    " A later value with equal labels is exported once the earlier value is dropped.",
];

/// Expands to the state set of an enum.
pub(crate) fn expand_state(model: &StateModel, item: &DeriveInput) -> TokenStream {
    let (private, ident) = (private(&model.krate), &item.ident);
    let StateModel { name, help, namespace, group, krate, alerts } = model;
    let location = site::expand(ident.span(), &private);
    let of_type = quote_spanned!(ident.span()=> <#private::measured::States<#ident>>::new());
    let states = quote!(__GAPLESS_STATES.states);
    let (line, line_ident) = catalog_line::line_of_states(model, item, &states, &private).expand(&private);
    let mut lines = vec![
        String::new(),
        " # Metrics".into(),
        String::new(),
        format!(" - The state set `{name}`. PromQL: `{name} == 1`"),
    ];
    lines.extend(rustdoc::alerts(alerts.iter()));
    let of_states = quote!(#private::LabelsOf::One(#states));
    let constants = alert::expand_constants(alerts.iter().enumerate(), &|_| of_states.clone());
    let with_alerts = expand_alerts(alerts, &private);
    let (documented, method, type_name) =
        (with_docs(item, &lines), expand_state_method(krate, item), ident.unraw().to_string());
    let check = quote_spanned!(ident.span()=> DESCRIPTOR.check_budget(#private::DEFAULT_MAX_SERIES););
    quote! {
        #documented
        const _: () = {
            const __GAPLESS_STATES: #private::measured::States<#ident> = #of_type;
            static __GAPLESS_TYPE: #private::measured::LivingType = #private::measured::LivingType::new(
                #type_name, &[&__GAPLESS_METRIC], 1, ::core::primitive::usize::MAX,
            );
            static __GAPLESS_METRIC: #private::measured::LivingMetric =
                #private::measured::LivingMetric::new(&__GAPLESS_TYPE, 0, 0);
            static __GAPLESS_DECLARED: #private::Declared = {
                const DESCRIPTOR: #private::Descriptor =
                    #private::Descriptor::new(#private::Kind::StateSet, #name, #help, #location)
                        .of_struct(#type_name)
                        .with_states(#states)
                        .with_namespace(#namespace)
                        .with_group(#group);
                #check
                #constants
                #line
                #private::Declared::living_in(
                    DESCRIPTOR #with_alerts.with_catalog(#private::CatalogLine::new(&#line_ident.0)),
                    &__GAPLESS_METRIC,
                )
            };
            #private::inventory::submit! { #private::Registration::Declared(&[&__GAPLESS_DECLARED]) }

            #[automatically_derived]
            impl #private::measured::MeasuredState for #ident {
                fn gapless_type() -> &'static #private::measured::LivingType {
                    &__GAPLESS_TYPE
                }

                fn gapless_read(&self) -> #private::measured::FieldReading {
                    __GAPLESS_STATES.read(self)
                }
            }
            #method
        };
    }
}

fn expand_state_method(krate: &Path, item: &DeriveInput) -> TokenStream {
    let (private, DeriveInput { vis, ident, .. }) = (private(krate), item);
    quote! {
        #[automatically_derived]
        impl #ident {
            /// Puts the value behind a lock, and exports its current variant until the last handle is dropped.
            #[must_use = "the state set ends when the last handle is dropped"]
            #vis fn measured(self) -> #krate::Measured<::std::sync::Mutex<Self>> {
                #private::measured::measure_state(self)
            }
        }
    }
}

/// Expands to the method of a type with mistakes, so that its uses are not errors.
pub(crate) fn stub(krate: &Path, item: &DeriveInput) -> TokenStream {
    let DeriveInput { vis, ident, generics, .. } = item;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let measured = match item.data {
        Data::Enum(_) => quote!(::std::sync::Mutex<Self>),
        _ => quote!(Self),
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics #ident #ty_generics #where_clause {
            #[allow(dead_code, missing_docs)]
            #vis fn measured(self) -> #krate::Measured<#measured> {
                ::core::unreachable!()
            }
        }
    }
}
