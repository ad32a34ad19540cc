//! The metrics of mail, and the record of one message.

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
    #![into = MailMetrics]
    #![namespace = "mail"]

    /// Mail messages by outcome of sending.
    #[max_series(400)]
    pub(super) counter messages_total(transport: &str, outcome: Outcome);

    /// Time to send a mail message, or to fail.
    #[buckets(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)]
    #[max_series(6400)]
    pub(super) histogram send_duration_seconds(transport: &str);
}

impl MailMetrics {
    pub(super) fn start(context: &PluginContext) -> Result<Self, gapless_core::Error> {
        let mut builder = MailMetrics::builder();
        if let Some(buckets) = &context.options().buckets {
            builder = builder.send_duration_seconds_buckets(buckets.iter().copied());
        }
        builder.register(&context.metrics(NAME))
    }
}

/// The handles of one transport.
#[derive(Debug)]
pub(super) struct TransportMetrics {
    /// By outcome.
    messages: [Counter<u64, Shared>; 4],
    duration: Histogram<Duration, Shared>,
}

impl Part<MailMetrics> for TransportMetrics {
    fn new(group: &MailMetrics, [transport]: [&str; 1]) -> Self {
        TransportMetrics {
            messages: OUTCOMES.map(|outcome| group.messages_total(transport, outcome).into_owned()),
            duration: group.send_duration_seconds(transport).into_owned(),
        }
    }
}

/// The record of one message.
pub(super) struct Sending(pub(super) Arc<TransportMetrics>);

impl<R: WorkResult> Record<R> for Sending {
    fn end(self, ended: Ended<'_, R>, elapsed: Duration) {
        self.0.messages[outcome(ended).index()].inc();
        self.0.duration.observe(elapsed);
    }
}
