//! The alerts of a metric.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::super::model::MetricModel;
use super::block_constants::BlockConstants;
use crate::alert;

/// The parts of an expansion that a metric with alerts has.
#[derive(Default)]
pub(super) struct Alerts {
    /// Checks, and constants that the descriptor and the catalog line use.
    pub(super) constants: TokenStream,
    /// The call that adds the alerts to the descriptor.
    pub(super) method: TokenStream,
}

pub(super) fn expand(metric: &MetricModel, constants: &BlockConstants<'_>, private: &TokenStream) -> Alerts {
    if metric.alerts.is_empty() {
        return Alerts::default();
    }
    let labels_of = |name: &str| {
        let typed = metric.labels.typed.iter().find(|label| label.name == name);
        match typed {
            Some(label) => constants.values(metric, label).to_token_stream(),
            None => quote!(#private::LabelsOf::One(__GAPLESS_STATES)),
        }
    };
    let list = alert::expand_list(metric.alerts.iter().enumerate(), private);
    Alerts {
        constants: alert::expand_constants(metric.alerts.iter().enumerate(), &labels_of),
        method: quote!(.with_alerts(#list)),
    }
}
