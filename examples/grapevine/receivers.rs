//! Receivers of metrics outside of the program: each option of the command line adds a reporter. All can be combined.

use std::time::Duration;

use gapless::instance::InstanceBuilder;
use gapless::report::{Otlp, Pushgateway, RemoteWrite, Reporter, StatsD, every};

/// The time between two reports.
const INTERVAL: Duration = Duration::from_secs(15);

/// The addresses of the receivers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Receivers {
    pub(crate) remote_write: Option<String>,
    pub(crate) otlp: Option<String>,
    pub(crate) statsd: Option<String>,
    pub(crate) pushgateway: Option<String>,
}

impl Receivers {
    /// Adds a reporter for each receiver.
    pub(crate) fn add_to(self, metrics: InstanceBuilder) -> InstanceBuilder {
        let metrics = add(metrics, self.remote_write.map(RemoteWrite::new));
        let metrics = add(metrics, self.otlp.map(Otlp::new));
        let metrics = add(metrics, self.statsd.map(|address| StatsD::new(address).dogstatsd(true)));
        add(metrics, self.pushgateway.map(Pushgateway::new))
    }
}

fn add(metrics: InstanceBuilder, reporter: Option<impl Reporter>) -> InstanceBuilder {
    match reporter {
        Some(reporter) => metrics.reporter(reporter, every(INTERVAL)),
        None => metrics,
    }
}
