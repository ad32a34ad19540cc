//! The metrics of GraphQL.

use gapless_core::Outcome;
use gapless_macros::{defmetrics, LabelValue};

use super::NAME;
use crate::plugin::PluginContext;

/// The number of pairs of an operation type and a root field that have series of their own.
pub(super) const MAX_FIELDS: usize = 200;

/// Why a request is invalid.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum InvalidReason {
    /// Another extension refused the request before it was parsed, for example an unknown persisted query.
    Refused,
    /// The document cannot be parsed, or has too many directives or levels.
    Parse,
    /// The document does not fit the schema.
    Validation,
    /// The document exceeds the complexity that the schema allows.
    Complexity,
    /// The document exceeds the depth that the schema allows.
    Depth,
    /// The document does not have the operation that the request names, or the request names none of several.
    Operation,
}

defmetrics! {
    #![crate = gapless_core]
    #![into = GraphQlMetrics]
    #![namespace = "graphql"]

    /// GraphQL requests that are not executed, by reason.
    pub(super) counter invalid_requests_total(reason: InvalidReason);

    /// Complexity of valid GraphQL documents.
    #[buckets(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)]
    pub(super) histogram query_complexity: u64;

    /// Depth of valid GraphQL documents.
    #[buckets(1, 2, 3, 4, 5, 6, 8, 10, 15, 20)]
    pub(super) histogram query_depth: u64;

    /// Duration of GraphQL queries and mutations, by their first root field.
    #[max_series(12800)]
    pub(super) histogram request_duration_seconds(operation_type: &str, field: &str);

    /// GraphQL requests that were executed, by their first root field and outcome.
    #[max_series(800)]
    pub(super) counter requests_total(operation_type: &str, field: &str, outcome: Outcome);

    /// Responses of GraphQL subscriptions.
    #[max_series(200)]
    pub(super) counter subscription_events_total(field: &str);

    /// Open GraphQL subscriptions.
    #[max_series(200)]
    pub(super) up_down_counter subscriptions_active(field: &str);
}

impl GraphQlMetrics {
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = GraphQlMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.request_duration_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }

    pub(super) fn invalid(&self, reason: InvalidReason) {
        self.invalid_requests_total(reason).inc();
    }
}
