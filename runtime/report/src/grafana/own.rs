//! Metrics about Grafana: the group `gapless_grafana`.

use gapless_macros::{defmetrics, LabelValue};

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_grafana"]

    /// Attempts to upload a dashboard to Grafana, by outcome.
    pub(crate) counter grafana_uploads_total(outcome: UploadOutcome);

    /// Time when Grafana last had all dashboards and annotations of this program, since unix epoch.
    pub(crate) gauge grafana_last_success_timestamp_seconds;
}

/// The group of these metrics. They are exported once the program uses Grafana.
pub(crate) const GROUP: &str = "gapless_grafana";

/// The result of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum UploadOutcome {
    Created,
    Updated,
    Unchanged,
    Failed,
}
