//! The types of metrics, and the types of their values.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use crate::diag::{Errors, expected_or_remedy, is_same, nearest};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Counter,
    Gauge,
    UpDownCounter,
    Histogram,
    Summary,
    StateSet,
    Info,
}

impl Kind {
    /// Returns the word that declares a metric of this type.
    pub(crate) fn as_str(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// Returns the variant of core's type.
    pub(crate) fn variant(self) -> TokenStream {
        match self {
            Kind::Counter => quote!(Counter),
            Kind::Gauge => quote!(Gauge),
            Kind::UpDownCounter => quote!(UpDownCounter),
            Kind::Histogram => quote!(Histogram),
            Kind::Summary => quote!(Summary),
            Kind::StateSet => quote!(StateSet),
            Kind::Info => quote!(Info),
        }
    }

    /// Returns the word with its article, such as `an info`.
    pub(crate) fn with_article(self) -> String {
        let article = if matches!(self, Kind::UpDownCounter | Kind::Info) { "an" } else { "a" };
        format!("{article} {}", self.as_str())
    }
}

const KINDS: &[(&str, Kind)] = &[
    ("counter", Kind::Counter),
    ("gauge", Kind::Gauge),
    ("up_down_counter", Kind::UpDownCounter),
    ("histogram", Kind::Histogram),
    ("summary", Kind::Summary),
    ("stateset", Kind::StateSet),
    ("info", Kind::Info),
];

/// Types of metrics of other libraries, the type to use instead, and what to write.
const KINDS_ELSEWHERE: &[(&str, Kind, &str)] = &[
    ("timer", Kind::Histogram, "write `histogram` with a name that ends in `_seconds`"),
    ("distribution", Kind::Histogram, "write `histogram`"),
    ("meter", Kind::Counter, "write `counter`, because Prometheus computes the rate"),
    ("untyped", Kind::Gauge, "write `gauge`"),
    ("unknown", Kind::Gauge, "write `gauge`"),
];

/// The type of the recorded values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    U64,
    F64,
    Duration,
}

/// Whether a word is a type of metric.
pub(crate) fn is_kind(word: &Ident) -> bool {
    KINDS.iter().any(|(name, _)| word == name)
}

/// Returns the type that a word names, or with `false` the type that it probably means.
pub(crate) fn build_kind(word: &Ident, errors: &mut Errors) -> (Kind, bool) {
    let text = word.to_string();
    let named = |text: &str| KINDS.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind);
    if let Some(kind) = named(&text) {
        return (kind, true);
    }
    let names: Vec<_> = KINDS.iter().map(|(name, _)| *name).collect();
    let elsewhere: Vec<_> = KINDS_ELSEWHERE.iter().map(|(name, _, remedy)| (*name, *remedy)).collect();
    errors.at(word, expected_or_remedy("type of metric", &text, &names, &elsewhere));
    let stands_for = KINDS_ELSEWHERE.iter().find(|(name, ..)| is_same(name, &text)).map(|(_, kind, _)| *kind);
    (stands_for.or_else(|| nearest(&text, &names).and_then(named)).unwrap_or(Kind::Counter), false)
}
