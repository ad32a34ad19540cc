//! Grapevine: a small community site for text games, which shows Gapless at work in a whole program.
//!
//! Run `cargo run --bin grapevine`, then open <http://127.0.0.1:4100>. The start page shows the program live, and has
//! buttons for faults on purpose. All metrics are live at <http://127.0.0.1:4100/metrics/live/>. The program needs no
//! other service: its database is a file, and it creates its own light traffic. Options such as `--otlp URL` also send
//! the metrics to other services.
//!
//! This file starts and stops the program. `site` has the routes, and `start` has the start page. Accounts, sessions,
//! chat, games and jobs have a file each, which declares its metrics next to the code that records them.

mod accounts;
mod args;
mod artifacts;
mod chat;
mod database;
mod drill;
mod failure;
mod games;
mod jobs;
mod log;
mod origin;
mod pages;
mod passwords;
mod receivers;
mod sessions;
mod site;
mod start;
mod traffic;

use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use gapless::Instance;
use gapless::artifacts::Catalog;
use gapless::config::Config;
use gapless::instance::{self, InstanceBuilder};
use gapless::live::Live;
use gapless::metrics::{self, Recorder};
use gapless::plugins::{Application, Process, Tokio};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::info;

use crate::args::{Args, Command, USAGE};
use crate::artifacts::WriteError;
use crate::database::OpenError;
use crate::jobs::Worker;
use crate::site::Site;

/// The time that requests in flight have to finish when the program stops.
const GRACE: Duration = Duration::from_secs(2);

/// Enough for all series of the program, so that the charts of the start page are full when it is opened.
const MAX_HISTORY: usize = 5_000;

/// The error that ended the program.
#[derive(Debug, Error)]
enum RunError {
    #[error(transparent)]
    Metrics(#[from] instance::Error),
    #[error(transparent)]
    Recorder(#[from] metrics::Error),
    #[error(
        "cannot listen on {addr}: {source}; stop what listens there, or choose another address with --addr"
    )]
    Listen { addr: SocketAddr, source: io::Error },
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("cannot serve: {0}; start the program again")]
    Serve(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match args::parse(lexopt::Parser::from_env()) {
        Ok(command) => execute(command).await,
        Err(error) => return give_up(&format_args!("{error}; see grapevine --help"), ExitCode::from(2)),
    };
    ended.map_or_else(|error| give_up(&error, ExitCode::FAILURE), |()| ExitCode::SUCCESS)
}

async fn execute(command: Command) -> Result<(), RunError> {
    match command {
        Command::Help => print(USAGE),
        Command::Catalog => print(&Catalog::declared().to_json()),
        Command::Artifacts(folder) => write_artifacts(&folder).await?,
        Command::Run(args) => run(args).await?,
    }
    Ok(())
}

fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes()); // the reader may have closed the pipe
}

#[expect(clippy::print_stderr, reason = "this is the last message of the program")]
fn give_up(error: &impl std::fmt::Display, code: ExitCode) -> ExitCode {
    eprintln!("grapevine: {error}");
    code
}

/// Writes the files that are made from the metrics.
async fn write_artifacts(folder: &Path) -> Result<(), RunError> {
    let recorder = install_recorder()?;
    let worker = Worker::new();
    let site = Site::new(database::open(Path::new(":memory:")).await?, worker.queue());
    let all = metrics(config(None)?, &site, &worker, recorder).into_artifacts().await?;
    Ok(artifacts::write(&all.files().map_err(WriteError::from)?, folder)?)
}

/// Exports what libraries record through the crate `metrics`.
fn install_recorder() -> Result<Recorder, metrics::Error> {
    Recorder::builder().buckets("traffic_*_bytes", traffic::ANSWER_SIZES).install()
}

async fn run(args: Args) -> Result<(), RunError> {
    log::start();
    let recorder = install_recorder()?;
    let stop = stop_signal()?;
    let listener = listen(args.addr).await?;
    let addr = listener.local_addr()?;
    let worker = Worker::new();
    let site = Site::new(database::open(&args.database).await?, worker.queue());
    let config = config(args.grafana.clone())?;
    let instance = config.instance.clone().unwrap_or_else(|| addr.to_string());
    let metrics = metrics(config.instance(instance), &site, &worker, recorder);
    let metrics = args.receivers.clone().add_to(metrics).start().await?;
    let files = metrics.artifacts().await.files().map_err(WriteError::from)?;
    let app = site::router(site.clone(), &metrics, files);
    say_where_to_look(addr, &args);
    let background = start_background(&site, worker, args.traffic.then_some(addr));
    serve(listener, app, stop, background, metrics).await?;
    site.database.close().await;
    Ok(())
}

/// Returns the configuration of the environment: `GAPLESS_LABELS=region=eu` adds a label to every series.
fn config(grafana: Option<String>) -> Result<Config, instance::Error> {
    let config = Config::from_env()?;
    let program = config.program.clone().unwrap_or_else(|| "grapevine".to_owned());
    let config = config.program(program);
    Ok(match grafana {
        Some(url) => config.grafana(url).grafana_annotations(true),
        None => config,
    })
}

/// Returns the instance.
fn metrics(config: Config, site: &Site, worker: &Worker, recorder: Recorder) -> InstanceBuilder {
    let metrics = gapless::builder()
        .config(config)
        .plugin(Application::new(gapless::build_info!()))
        .plugin(Process::default())
        .plugin(Tokio::new())
        .plugin(site.http.clone())
        .plugin(site.sockets.clone())
        .plugin(site.database.sql.clone())
        .plugin(worker.metrics())
        .source(recorder)
        .live(Live::default().max_history_series(MAX_HISTORY))
        .artifacts(artifacts::deployed);
    jobs::polls(site).into_iter().fold(metrics, InstanceBuilder::polling_group)
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, RunError> {
    TcpListener::bind(addr).await.map_err(|source| RunError::Listen { addr, source })
}

fn say_where_to_look(addr: SocketAddr, args: &Args) {
    info!("keeping accounts, messages and games in {}", args.database.display());
    info!("listening on http://{addr}");
    info!("the site is at /, its metrics at /metrics, and the live page at http://{addr}/metrics/live/");
    info!("stop with Ctrl-C");
}

fn start_background(site: &Site, worker: Worker, traffic_to: Option<SocketAddr>) -> JoinSet<()> {
    let mut background = JoinSet::new();
    background.spawn(jobs::watch().task(worker.run(site.clone())));
    if let Some(addr) = traffic_to {
        background.spawn(gapless::watch("traffic", traffic::run(addr)));
    }
    background
}

/// Serves until the signal, and then until all requests have finished or [`GRACE`] has passed. The end of the metrics
/// ends the streams of the live page, which would never finish by themselves.
async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = &'static str>,
    mut background: JoinSet<()>,
    metrics: Instance,
) -> io::Result<()> {
    let (ask_to_stop, asked) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async { drop(asked.await) });
    let mut server = pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended,
        signal = stop => info!("stopping on {signal}"),
    }
    background.shutdown().await;
    metrics.shutdown().await;
    drop(ask_to_stop);
    timeout(GRACE, server).await.unwrap_or_else(|_| {
        info!("some requests did not finish in time, and were dropped");
        Ok(())
    })
}

/// Listens for signals from now on. The future returns the name of the first.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => "SIGINT",
            _ = terminate.recv() => "SIGTERM",
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    })
}
