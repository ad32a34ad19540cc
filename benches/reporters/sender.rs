//! The program that reports: a process of its own, so that its processor time can be read.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use gapless::config::Config;
use gapless::dynamic::{Counter, Gauge, Histogram, Registry};
use gapless::instance::InstanceBuilder;
use gapless::report::{
    Batch, Console, Failure, Graphite, Interval, Otlp, Pushgateway, RemoteWrite, Reporter, StatsD,
    Subscription, TextPush,
};
use gapless_benches::Process;

/// The rows of the table.
pub(crate) const TRANSPORTS: [&str; 11] = [
    "reading alone",
    "console",
    "graphite",
    "statsd",
    "dogstatsd",
    "pushgateway",
    "text push, gzip",
    "remote write 2.0",
    "remote write 1.0",
    "otlp",
    "otlp, gzip",
];

/// The number of samples: lines of an exposition.
pub(crate) const SAMPLES: usize = 10_000;

/// The series of each counter and each gauge.
const SERIES: usize = 200;
/// The bounds of each histogram, which has three more lines: the bucket `+Inf`, the sum and the count.
const BOUNDS: usize = 17;
const COUNTERS: usize = 20;
const GAUGES: usize = 20;
const HISTOGRAMS: usize = (SAMPLES - (COUNTERS + GAUGES) * SERIES) / (BOUNDS + 3);

/// Starts this program as a sender, and waits until it reports. Its address is that of its metrics.
pub(crate) fn start(
    transport: &str,
    to: SocketAddr,
    every: Duration,
) -> Result<Process, Box<dyn std::error::Error>> {
    Process::start(&["--send", &format!("{transport};{to};{}", every.as_millis())])
}

/// A reporter that does nothing: what remains is the reading of the metrics.
struct Nothing;

impl Reporter for Nothing {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }
}

/// Reports until the parent ends, which closes the standard input.
pub(crate) fn run(settings: &str) -> Result<(), Box<dyn std::error::Error>> {
    let [transport, to, every] =
        settings.split(';').collect::<Vec<_>>().try_into().map_err(|_| "wrong settings")?;
    let every = Duration::from_millis(every.parse()?);
    let builder = gapless::builder().config(Config::default().server("127.0.0.1:0"));
    let metrics = reporting(builder, transport, to, every).start_blocking()?;
    let series = Series::register(metrics.metrics())?;
    thread::spawn(move || series.record(every));
    writeln!(io::stdout(), "{}", metrics.server_addr().ok_or("the server does not listen")?)?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn reporting(builder: InstanceBuilder, transport: &str, to: &str, every: Duration) -> InstanceBuilder {
    let all = Subscription::new("bench_*").interval(Interval::every(every));
    let url = format!("http://{to}");
    match transport {
        "reading alone" => builder.reporter(Nothing, all),
        "console" => builder.reporter(Console::to(io::sink()), all),
        "graphite" => builder.reporter(Graphite::new(to), all),
        "statsd" => builder.reporter(StatsD::new(to), all),
        "dogstatsd" => builder.reporter(StatsD::new(to).dogstatsd(true), all),
        "pushgateway" => builder.reporter(Pushgateway::new(url), all),
        "text push, gzip" => builder.reporter(TextPush::new(format!("{url}/import")).gzip(true), all),
        "remote write 2.0" => builder.reporter(RemoteWrite::new(format!("{url}/v2/")), all),
        "remote write 1.0" => builder.reporter(RemoteWrite::new(format!("{url}/v1/")), all),
        "otlp" => builder.reporter(Otlp::new(url), all),
        "otlp, gzip" => builder.reporter(Otlp::new(url).gzip(true), all),
        _ => builder,
    }
}

/// The series of the program.
struct Series {
    counters: Vec<Counter>,
    gauges: Vec<Gauge>,
    histograms: Vec<Histogram>,
}

impl Series {
    fn register(metrics: &Registry) -> Result<Self, gapless::Error> {
        let mut series = Series { counters: Vec::new(), gauges: Vec::new(), histograms: Vec::new() };
        for number in 0..COUNTERS {
            let family = metrics.counter(&format!("bench_events_{number}_total"), "Events.");
            let family = family.labels(["route"]).max_series(SERIES).register()?;
            series.counters.extend((0..SERIES).map(|route| family.with([&format!("/route/{route}")])));
        }
        for number in 0..GAUGES {
            let family = metrics.gauge(&format!("bench_level_{number}"), "Level.");
            let family = family.labels(["room"]).max_series(SERIES).register()?;
            series.gauges.extend((0..SERIES).map(|room| family.with([&format!("room {room}")])));
        }
        let bounds = gapless::buckets::exponential(0.001, 2.0, BOUNDS);
        let family = metrics.histogram("bench_duration_seconds", "Duration.").buckets(bounds);
        let family = family.labels(["route"]).max_series(HISTOGRAMS * (BOUNDS + 3)).register()?;
        series.histograms.extend((0..HISTOGRAMS).map(|route| family.with([&format!("/route/{route}")])));
        Ok(series)
    }

    /// Changes all samples between two reports.
    fn record(&self, every: Duration) {
        for round in 1_u32.. {
            self.counters.iter().zip(1_u64..).for_each(|(counter, n)| counter.inc_by(n % 100));
            let level = |n: u32| f64::from(n % 1000) * f64::from(round) / 8.0;
            self.gauges.iter().zip(1_u32..).for_each(|(gauge, n)| gauge.set(level(n)));
            for histogram in &self.histograms {
                (0..BOUNDS).for_each(|n| histogram.observe(0.001 * f64::from(1 << n)));
            }
            thread::sleep(every);
        }
    }
}
