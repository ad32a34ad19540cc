//! The server under load: a process of its own, so that its memory and its processor time can be read.

use std::future::IntoFuture;
use std::io::{self, Read, Write};
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
