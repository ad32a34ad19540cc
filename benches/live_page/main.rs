//! Measures the live page under load: `cargo run --release -p gapless-benches -- live-page`.
//!
//! The program starts itself as two servers with 2,000 series each: one without the live page, and one with it. It
//! measures the latency of a page of the application and of a scrape, while nobody looks at the live page, and while
//! 200 clients read all series each second and 20 further clients never read. The result goes into
//! `docs/performance.md`.
//!
//! `--short` sends few requests to few clients and writes nothing; it shows that the program works.

mod clients;
mod latency;
mod server;

use std::time::Duration;

use gapless_benches::{Process, Run, Spread, machine};
use tokio::runtime::Builder;

use crate::clients::Viewers;
use crate::latency::{Latencies, measure};

/// The size of a run.
struct Options {
    rounds: usize,
    /// Clients that read everything.
    readers: usize,
    /// Clients that never read.
    stalled: usize,
    /// How long each row is measured in each round.
    time: Duration,
}

const FULL: Options = Options { rounds: 7, readers: 200, stalled: 20, time: Duration::from_secs(5) };

const SHORT: Options = Options { rounds: 1, readers: 5, stalled: 2, time: Duration::from_millis(300) };

/// A row of the table: a server, and its clients.
struct Row {
    name: String,
    latencies: Vec<Latencies>,
    /// The processor time that the server took, in percent of one core.
    cpu: Vec<f64>,
    /// The resident memory of the server in MiB.
    memory: Vec<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut serve = None;
    let run = Run::from_args(|name, arguments| {
        if name == "serve" {
            serve = Some(arguments.value()?.into_string()?);
        }
        Ok(name == "serve")
    })?;
    if let Some(page) = serve {
        return server::run(page == "with-page");
    }
    let options = if run.short { &SHORT } else { &FULL };
    let rows = Builder::new_current_thread().enable_all().build()?.block_on(rows(options))?;
    run.report("live-page", &write(options, &rows))?;
    Ok(())
}

/// Measures all rows in each round.
async fn rows(options: &Options) -> Result<[Row; 3], Box<dyn std::error::Error>> {
    let (without, with) =
        (Process::start(&["--serve", "without-page"])?, Process::start(&["--serve", "with-page"])?);
    let looking = format!("{} clients that read, {} that never read", options.readers, options.stalled);
    let mut rows = [
        Row::new("without the live page"),
        Row::new("with the live page, which nobody reads"),
        Row::new(&looking),
    ];
    for _ in 0..options.rounds {
        rows[0].add(&without, options.time).await?;
        rows[1].add(&with, options.time).await?;
        let viewers = Viewers::start(with.address(), options.readers, options.stalled).await?;
        rows[2].add(&with, options.time).await?;
        viewers.end().await;
    }
    Ok(rows)
}

impl Row {
    fn new(name: &str) -> Self {
        Row { name: name.to_owned(), latencies: Vec::new(), cpu: Vec::new(), memory: Vec::new() }
    }

    async fn add(&mut self, server: &Process, time: Duration) -> Result<(), Box<dyn std::error::Error>> {
        let before = server.processor_time()?;
        self.latencies.push(measure(server.address(), time).await?);
        let took = server.processor_time()?.saturating_sub(before);
        self.cpu.push(took.as_secs_f64() / time.as_secs_f64() * 100.0);
        self.memory.push(server.memory()?);
        Ok(())
    }

    fn spread(&self, of: impl Fn(&Latencies) -> f64) -> String {
        let spread = Spread::of(self.latencies.iter().map(of));
        format!("{:.2} ({:.2} to {:.2})", spread.median, spread.min, spread.max)
    }
}

fn write(options: &Options, rows: &[Row]) -> String {
    let row = |row: &Row| {
        let memory = Spread::of(row.memory.iter().copied());
        format!(
            "| {} | {} | {} | {} | {} | {:.1} | {:.0} (at most {:.0}) |\n",
            row.name,
            row.spread(|of| of.page.median),
            row.spread(|of| of.page.p99),
            row.spread(|of| of.scrape.median),
            row.spread(|of| of.scrape.p99),
            Spread::of(row.cpu.iter().copied()).median,
            memory.median,
            memory.max,
        )
    };
    format!(
        "{}; medians of {} rounds of {} s (minimum to maximum).\n\
         The latencies are in ms. The processor time is in percent of one core, and the memory in MiB, both of the server.\n\n\
         | 2,000 series | page, median | page, p99 | scrape, median | scrape, p99 | processor | memory |\n\
         |---|---|---|---|---|---|---|\n{}",
        machine(),
        options.rounds,
        options.time.as_secs_f64(),
        rows.iter().map(row).collect::<String>(),
    )
}
