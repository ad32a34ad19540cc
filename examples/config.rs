//! How do I configure what a program measures and exports? `cargo run --bin config` prints the configured metrics.
//!
//! The environment overrides `config.toml`, for example with `GAPLESS_LABELS=region=us cargo run --bin config`, and the
//! code overrides the environment.

use std::error::Error;
use std::io::{Write, stdout};

use gapless::config::Config;
use gapless::defmetrics;
use gapless::encode::{Format, View};
use gapless::plugins::{Plugin, PluginContext, PluginResult, PollingGroup};

defmetrics! {
    /// Orders that were paid.
    counter orders_total(express: bool);
}

/// A plugin that measures a disk.
struct Disk;

impl Plugin for Disk {
    fn name(&self) -> &str {
        "disk"
    }

    fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
        let disks = context.metrics("disk").counter("disk_looks_total", "Looks at the disk.").register()?;
        Ok(vec![PollingGroup::new("disk", move || disks.inc())])
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::from_toml(include_str!("config.toml"))?.env()?;
    let view = View::builder().label("zone", "1");
    let metrics = gapless::builder().config(config).view(view).plugin(Disk).start().await?;
    orders_total(true).inc();
    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    metrics.shutdown().await;
    Ok(())
}
