//! How do I send metrics to a service of my own? `cargo run --bin reporter` prints what a reporter receives.

use std::error::Error;
use std::io::{Write, stdout};

use gapless::report::{Batch, Failure, Interval, Reporter, Subscription};
use gapless::snapshot::Datapoint;
use gapless::{LabelValue, defmetrics};

#[derive(LabelValue)]
enum Channel {
    Gossip,
    Testing,
}

defmetrics! {
    #![namespace = "site"]

    /// Chat messages received.
    counter messages_total(channel: Channel);

    /// Players online.
    gauge players;
}

/// Prints one line for each number. A reporter for a service would send them instead.
struct Print;

impl Reporter for Print {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let mut out = stdout().lock();
        for point in batch.points() {
            let labels: Vec<_> =
                point.series().labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let name = &point.metric().name;
            writeln!(out, "{name} {} {} {}", labels.join(","), point.datapoint(), point.value())?;
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // This program reports when it wants to. A service writes `Interval::every(Duration::from_secs(15))`.
    let messages = Subscription::new("site_*_total").datapoints([Datapoint::Value, Datapoint::Delta]);
    let reporting = messages.interval(Interval::Manual);
    let metrics = gapless::builder().reporter(Print, reporting).start().await?;
    let reporters = metrics.reporters();

    // Metrics can be added while the program runs. `players` is absent until it is set.
    reporters.subscribe("print", Subscription::new("site_players").interval(Interval::Manual))?;
    messages_total(Channel::Gossip).inc();
    reporters.report_now("print").await?;

    messages_total(Channel::Testing).inc_by(2);
    players().set(3.0);
    reporters.report_now("print").await?;
    metrics.shutdown().await;
    Ok(())
}
