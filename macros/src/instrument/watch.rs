//! The alerts and the objective of a function, for its descriptors.
//!
//! ```text
//! Function::watched(
//!     DESCRIPTOR,
//!     Watch { calls: &[Alert::new(..)], durations: &[], in_flight: &[], objective: Some(..) },
//!     lines,
//!     &__GAPLESS_FUNCTION,
//! )
//! ```

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::labels::labels_of;
use super::model::{ErrorRule, Family, Model};
use crate::alert;

/// Expands to the constants of the alerts.
pub(crate) fn expand_constants(model: &Model, private: &TokenStream) -> TokenStream {
    let labels_of = |name: &str| {
        let typed = model.labels.iter().find(|label| label.ident.unraw() == name);
        match (typed, &model.errors) {
            (Some(label), _) => labels_of(&label.ty, private),
            (None, ErrorRule::Kinds(ty)) => {
                quote!(#private::LabelsOf::One(<#ty as #private::LabelValue>::LABELS))
            }
            (None, _) => quote!(#private::LabelsOf::Open),
        }
    };
    alert::expand_constants(model.watch.alerts.iter().enumerate(), &labels_of)
}

/// Expands to an argument with the alerts and the objective, unless the function has neither.
pub(crate) fn expand(model: &Model, private: &TokenStream) -> Option<TokenStream> {
    let watch = &model.watch;
    if watch.is_empty() {
        return None;
    }
    let [calls, durations, in_flight] = [Family::Calls, Family::Durations, Family::InFlight]
        .map(|family| alert::expand_list(watch.alerts_of(family), private));
    let objective = match &watch.objective {
        Some(objective) => {
            let objective = objective.expand(private);
            quote!(::core::option::Option::Some(#objective))
        }
        None => quote!(::core::option::Option::None),
    };
    Some(quote! {
        #private::Watch {
            calls: #calls,
            durations: #durations,
            in_flight: #in_flight,
            objective: #objective,
        },
    })
}
