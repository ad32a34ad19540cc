//! Measures what each reporter costs a program: `cargo run --release -p gapless-benches -- reporters`.
//!
//! The program starts itself once for each reporter, as a process with 10,000 samples, all of which change between two
//! reports. It receives what the process sends, and measures the processor time of the process and the bytes. The
//! result goes into `docs/performance.md`.
//!
//! `--prometheus PATH` also measures how many bytes the remote write of a Prometheus sends for the same samples.
//! `--short` reports a few times and writes nothing; it shows that the program works.

mod prometheus;
mod sender;
mod sink;

use std::path::PathBuf;
use std::time::Duration;

use gapless_benches::{Run, Spread, machine};
use tokio::runtime::Builder;
use tokio::time::sleep;

use crate::sender::{SAMPLES, TRANSPORTS};
use crate::sink::Sink;

/// The time between two reports that the table refers to.
const INTERVAL: Duration = Duration::from_secs(15);

/// The size of a run.
struct Options {
    rounds: usize,
    /// The time between two reports.
    every: Duration,
    /// The number of reports that are measured in each round.
    reports: u32,
}

const FULL: Options = Options { rounds: 3, every: Duration::from_millis(250), reports: 20 };

const SHORT: Options = Options { rounds: 1, every: Duration::from_millis(500), reports: 2 };

/// A row of the table.
struct Row {
    name: &'static str,
    /// The processor time of a report in ms.
    cpu: Vec<f64>,
    /// The bytes of a sample.
    bytes: Vec<f64>,
    /// The resident memory in MiB.
    memory: Vec<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut send, mut peer) = (None, None);
    let run = Run::from_args(|name, arguments| {
        match name {
            "send" => send = Some(arguments.value()?.into_string()?),
            "prometheus" => peer = Some(PathBuf::from(arguments.value()?)),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if let Some(settings) = send {
        return sender::run(&settings);
    }
    let options = if run.short { &SHORT } else { &FULL };
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (rows, of_peer) = runtime.block_on(async {
        let of_peer = match peer {
            Some(peer) => Some(prometheus::bytes_per_sample(&peer).await?),
            None => None,
        };
        Ok::<_, Box<dyn std::error::Error>>((rows(options).await?, of_peer))
    })?;
    run.report("reporters", &write(options, &rows, of_peer))?;
    Ok(())
}

/// Measures all rows in each round.
async fn rows(options: &Options) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let mut rows: Vec<_> = TRANSPORTS.iter().map(|name| Row::new(name)).collect();
    for _ in 0..options.rounds {
        for row in &mut rows {
            row.add(options).await?;
        }
    }
    Ok(rows)
}

impl Row {
    fn new(name: &'static str) -> Self {
        Row { name, cpu: Vec::new(), bytes: Vec::new(), memory: Vec::new() }
    }

    async fn add(&mut self, options: &Options) -> Result<(), Box<dyn std::error::Error>> {
        let sink = Sink::start().await?;
        let sender = sender::start(self.name, sink.address(self.name), options.every)?;
        sleep(options.every * 4).await; // the first reports create connections and caches
        let (cpu, bytes) = (sender.processor_time()?, sink.bytes());
        sleep(options.every * options.reports).await;
        let reports = f64::from(options.reports);
        let took = sender.processor_time()?.saturating_sub(cpu);
        self.cpu.push(took.as_secs_f64() * 1000.0 / reports);
        self.bytes.push((sink.bytes() - bytes) as f64 / reports / SAMPLES as f64);
        self.memory.push(sender.memory()?);
        Ok(())
    }
}

fn write(options: &Options, rows: &[Row], of_peer: Option<f64>) -> String {
    let row = |row: &Row| {
        let cpu = Spread::of(row.cpu.iter().copied());
        format!(
            "| {} | {cpu} | {:.3} | {:.1} | {:.0} |\n",
            row.name,
            cpu.median / INTERVAL.as_secs_f64() / 10.0,
            Spread::of(row.bytes.iter().copied()).median,
            Spread::of(row.memory.iter().copied()).median,
        )
    };
    let of_peer = of_peer.map(|bytes| {
        format!("\nThe remote write of Prometheus sends {bytes:.1} bytes for each of these samples.\n")
    });
    format!(
        "{}; medians of {} rounds of {} reports (minimum to maximum).\n\
         The processor time is in ms per report, and in percent of one core if a report is sent every {} s.\n\
         The memory in MiB is that of the whole process.\n\n\
         | 10,000 samples | ms per report | % of a core | bytes per sample | memory |\n\
         |---|---|---|---|---|\n{}{}",
        machine(),
        options.rounds,
        options.reports,
        INTERVAL.as_secs(),
        rows.iter().map(row).collect::<String>(),
        of_peer.unwrap_or_default(),
    )
}
