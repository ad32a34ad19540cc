//! The metrics of pipelines, and the record of one message.

use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::Shared;
use gapless_core::{Counter, Histogram, LabelValue as _, Outcome};
use gapless_macros::defmetrics;

use super::NAME;
use crate::named::Part;
use crate::plugin::PluginContext;
use crate::timed::{outcome, Ended, Record, WorkResult, OUTCOMES};

defmetrics! {
    #![crate = gapless_core]
    #![into = PipelineMetrics]
    #![namespace = "pipeline"]

    /// Duration of batches in a stage.
    #[max_series(6400)]
    pub(super) histogram batch_duration_seconds(stage: &str);

    /// Messages of a batch in a stage.
    #[buckets(1, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000)]
    #[max_series(1400)]
    pub(super) histogram batch_size(stage: &str): u64;

    /// Duration of single messages in a stage, by outcome.
    #[max_series(25600)]
    pub(super) histogram message_duration_seconds(stage: &str, outcome: Outcome);

    /// Messages of a stage, alone or in batches, by outcome.
    #[max_series(400)]
    pub(super) counter messages_total(stage: &str, outcome: Outcome);
}

impl PipelineMetrics {
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = PipelineMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder
                .message_duration_seconds_buckets(buckets.iter().copied())
                .batch_duration_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }
}

/// The handles of one stage.
#[derive(Debug)]
pub(super) struct StageMetrics {
    pub(super) batch_duration: Histogram<Duration, Shared>,
    pub(super) batch_size: Histogram<u64, Shared>,
    /// By outcome.
    message_duration: [Histogram<Duration, Shared>; 4],
    /// By outcome.
    pub(super) messages: [Counter<u64, Shared>; 4],
}

impl Part<PipelineMetrics> for StageMetrics {
    fn new(group: &PipelineMetrics, [stage]: [&str; 1]) -> Self {
        StageMetrics {
            batch_duration: group.batch_duration_seconds(stage).into_owned(),
            batch_size: group.batch_size(stage).into_owned(),
            message_duration: OUTCOMES
                .map(|outcome| group.message_duration_seconds(stage, outcome).into_owned()),
            messages: OUTCOMES.map(|outcome| group.messages_total(stage, outcome).into_owned()),
        }
    }
}

/// The record of one message.
pub(super) struct Message(pub(super) Arc<StageMetrics>);

impl<R: WorkResult> Record<R> for Message {
    fn end(self, ended: Ended<'_, R>, elapsed: Duration) {
        let index = outcome(ended).index();
        self.0.messages[index].inc();
        self.0.message_duration[index].observe(elapsed);
    }
}
