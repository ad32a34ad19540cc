//! How do I get dashboards and alert rules? `cargo run --bin dashboards` prints the names of the files that are made
//! from the declarations, and the condition of the alert.

use std::error::Error;
use std::io::{Write, stdout};

use gapless::artifacts::rules::RuleOptions;
use gapless::{defmetrics, instrument_metric};

defmetrics! {
    #![group = "shop"]

    /// Orders that wait for a courier.
    #[alert(
        TooManyOrdersWait,
        value > 100,
        for = "10m",
        severity = "page",
        summary = "More than 100 orders wait",
    )]
    up_down_counter waiting_orders;
}

/// Takes an order. Of all calls, 99.9 % must succeed, and 99 % must end within 250 milliseconds.
#[instrument_metric(objective(success = 99.9, latency(0.25, 99.0)))]
fn take_order() -> Result<(), &'static str> {
    waiting_orders().inc();
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    take_order()?;
    let runbooks = |options: RuleOptions| options.runbooks("https://example.com/runbooks/");
    let metrics =
        gapless::builder().artifacts(move |artifacts| artifacts.rule_options(runbooks)).start().await?;
    let artifacts = metrics.artifacts().await;
    let mut out = stdout().lock();
    for file in artifacts.files()? {
        writeln!(out, "{}", file.path)?;
    }
    let rules = artifacts.rules()?;
    let alert = rules.alerts().find(|alert| alert.name == "TooManyOrdersWait").ok_or("it is declared")?;
    writeln!(out, "{}: {}", alert.name, alert.expr)?;
    Ok(())
}
