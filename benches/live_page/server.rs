//! The server under load: a process of its own, so that its memory and its processor time can be read.

use std::future::IntoFuture;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use gapless::dynamic::{Counter, Registry};
use gapless::encode::View;
use gapless::http::Exporter;
use gapless::live::Live;
use gapless::sources::Sources;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

/// The number of metrics, and the number of series of each.
pub(crate) const METRICS: usize = 10;
const SERIES: usize = 200;

/// A running server. It ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts this program as a server, and waits until it listens.
    pub(crate) fn start(page: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", page]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let mut address = String::new();
        BufReader::new(process.stdout.take().expect("it is piped")).read_line(&mut address)?;
        Ok(Server { process, address: address.trim().parse()? })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the resident memory in MiB.
    pub(crate) fn memory(&self) -> Result<f64, Box<dyn std::error::Error>> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
    }

    /// Returns the processor time since the start.
    pub(crate) fn processor_time(&self) -> Result<Duration, Box<dyn std::error::Error>> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let after_name = stat.rsplit_once(") ").ok_or("the file `stat` has no name")?.1;
        let times: Vec<u64> =
            after_name.split(' ').skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        Ok(Duration::from_millis(times.iter().sum::<u64>() * 10)) // a tick of Linux is 10 ms
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the parent ends, which closes the standard input.
pub(crate) fn run(with_page: bool) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (metrics, counters) = metrics()?;
    thread::spawn(move || count(&counters));
    let _entered = runtime.enter();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    runtime.spawn(axum::serve(listener, app(&metrics, with_page)?).into_future());
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Returns a registry with all series.
fn metrics() -> Result<(Registry, Vec<Counter>), Box<dyn std::error::Error>> {
    let (metrics, mut counters) = (Registry::new(), Vec::new());
    for metric in 0..METRICS {
        let name = format!("metric{metric}_total");
        let family = metrics.counter(&name, "Events.").labels(["number"]).max_series(SERIES).register()?;
        counters.extend((0..SERIES).map(|number| family.with([&format!("number {number}")])));
    }
    Ok((metrics, counters))
}

/// Counts in all series ten times a second.
fn count(counters: &[Counter]) {
    loop {
        counters.iter().enumerate().for_each(|(n, counter)| counter.inc_by(n as u64));
        thread::sleep(Duration::from_millis(100));
    }
}

fn app(metrics: &Registry, with_page: bool) -> Result<Router, Box<dyn std::error::Error>> {
    let sources = Sources::new();
    sources.add(metrics.clone())?;
    let view = View::builder().sources(sources).build()?;
    let app =
        Router::new().route("/page", get(|| async { "hello" })).merge(Exporter::new(view.clone()).router());
    Ok(if with_page { app.merge(Live::new(view).router()) } else { app })
}
