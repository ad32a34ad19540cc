//! Measures the layer of `HttpServer`: `cargo run --release -p gapless-benches -- http-layer`.
//!
//! This program has one router without a layer, and the same router with each contender. It measures a request in
//! process, and requests per second over a socket. The result goes into `docs/performance.md`.
//!
//! `--short` sends few requests and writes nothing; it shows that the program works.

mod socket;

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::Request;
use axum::routing::get;
use axum_prometheus::PrometheusMetricLayerBuilder;
use gapless::plugins::{HttpServer, PluginOptions};
use gapless_benches::{Run, Spread, machine, versions};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use tokio::runtime::{Builder, Runtime};
use tower::Service;

/// The size of a run.
struct Options {
    rounds: usize,
    /// Requests in process, by contender and round.
    calls: usize,
    /// Requests on each connection, by contender and round.
    requests: usize,
}

const FULL: Options = Options { rounds: 31, calls: 50_000, requests: 10_000 };

const SHORT: Options = Options { rounds: 1, calls: 100, requests: 10 };

/// The routers that are compared; the first one has no layer.
struct Contender {
    name: &'static str,
    app: Router,
}

/// The indexes of the contenders that the ratio compares. The plugin of the layer that does nothing never starts.
const BARE: usize = 0;
const GAPLESS: usize = 2;
const PEER: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let run = Run::from_args(|_, _| Ok(false))?;
    let recorder: &'static PrometheusRecorder =
        Box::leak(Box::new(PrometheusBuilder::new().build_recorder()));
    let runtime = runtime();
    let (plain, full) = (HttpServer::new(), options());
    let builder = gapless::builder().plugin(plain.clone()).plugin(full.clone());
    let _metrics = runtime.block_on(builder.start())?;
    let handle = recorder.handle();
    let peer = PrometheusMetricLayerBuilder::new().with_metrics_from_fn(|| handle).build_pair().0;
    let contenders = [
        Contender { name: "no layer", app: router() },
        Contender { name: "a layer that does nothing", app: router().layer(HttpServer::new().layer()) },
        Contender { name: "Gapless", app: router().layer(plain.layer()) },
        Contender {
            name: "Gapless, with sizes, bodies, `host` and a computed label",
            app: router().layer(full.layer()),
        },
        Contender { name: "axum-prometheus", app: router().layer(peer) },
    ];
    let options = if run.short { &SHORT } else { &FULL };
    let text = metrics::with_local_recorder(recorder, || measure(&runtime, &contenders, options, recorder));
    run.report("http-layer", &text)?;
    Ok(())
}

/// The plugin with every option that costs something in each request.
fn options() -> HttpServer {
    HttpServer::new()
        .named("full")
        .options(PluginOptions::new().metric_prefix("full"))
        .sizes()
        .bodies()
        .hosts(["localhost"])
        .request_label("api", 10, |request| {
            request.headers.get("x-api").and_then(|api| api.to_str().ok()).unwrap_or("none").into()
        })
}

/// A router with twenty routes.
fn router() -> Router {
    let add = |router: Router, n: usize| router.route(&format!("/route{n}/{{id}}"), get(handler));
    (0..20).fold(Router::new(), add)
}

async fn handler(Path(id): Path<u64>) -> &'static str {
    black_box(id);
    "hello"
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime can be made")
}

fn measure(
    runtime: &Runtime,
    contenders: &[Contender],
    options: &Options,
    recorder: &'static PrometheusRecorder,
) -> String {
    let mut nanoseconds: HashMap<usize, Vec<f64>> = HashMap::new();
    let mut rates: HashMap<usize, Vec<f64>> = HashMap::new();
    for round in 0..options.rounds {
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len(); // in changing order
            let app = &contenders[at].app;
            nanoseconds.entry(at).or_default().push(runtime.block_on(in_process(app, options.calls)));
            rates.entry(at).or_default().push(socket::rate(app, options.requests, recorder));
        }
    }
    write(contenders, options, &nanoseconds, &rates)
}

/// Returns the time of a request in nanoseconds.
async fn in_process(app: &Router, calls: usize) -> f64 {
    let mut app = app.clone();
    let started = Instant::now();
    for n in 0..calls {
        let request = Request::get(PATHS[n % PATHS.len()]).header("host", "localhost").body(Body::empty());
        let response =
            app.call(request.expect("the request is valid")).await.expect("a router always answers");
        black_box(to_bytes(response.into_body(), 100).await.expect("the body is complete"));
    }
    started.elapsed().as_nanos() as f64 / calls as f64
}

/// The paths of requests.
const PATHS: [&str; 4] = ["/route1/7", "/route7/1", "/route11/3", "/route19/99"];

fn write(
    contenders: &[Contender],
    options: &Options,
    nanoseconds: &HashMap<usize, Vec<f64>>,
    rates: &HashMap<usize, Vec<f64>>,
) -> String {
    let added = |at: usize| nanoseconds[&at].iter().zip(&nanoseconds[&BARE]).map(|(with, bare)| with - bare);
    let ratio = Spread::of(added(GAPLESS).zip(added(PEER)).map(|(gapless, peer)| gapless / peer));
    let rows = contenders.iter().enumerate().map(|(at, contender)| {
        let total = Spread::of(nanoseconds[&at].iter().copied());
        let rate = Spread::of(rates[&at].iter().map(|rate| rate / 1000.0));
        format!("| {} | {total} | {:.0} | {rate} |\n", contender.name, Spread::of(added(at)).median)
    });
    format!(
        "{}; medians of {} rounds (minimum to maximum).\n{}.\n\n\
         | layer | ns per request | added ns | thousand requests per second |\n|---|---|---|---|\n{}\n\
         The layer adds {:.2} ({:.2} to {:.2}) of the time that axum-prometheus adds.\n",
        machine(),
        options.rounds,
        versions(&["axum-prometheus", "metrics-exporter-prometheus"]),
        rows.collect::<String>(),
        ratio.median,
        ratio.min,
        ratio.max,
    )
}
