//! The ready-made plugins, with the libraries and the programs that they measure.

mod application;
mod cache;
mod catalog;
mod connections;
mod cron;
mod dashboards;
mod designed;
mod every;
mod graphql;
mod http_client;
mod http_server;
mod jobs;
mod mail;
mod pages;
mod pipeline;
mod process;
mod redis;
mod sql;
mod tokio_runtime;
mod websocket;

#[path = "../linted.rs"]
mod linted;

use gapless::Instance;
use gapless::encode::Format;
use gapless::plugins::Plugin;

use crate::linted::linted;

/// Starts an instance with a plugin.
async fn start(plugin: impl Plugin) -> Instance {
    gapless::builder().plugin(plugin).start().await.expect("the plugin starts")
}

/// The metrics of an instance, as text without findings of the linter.
fn text(instance: &Instance) -> String {
    let body = linted(instance.exporter().scrape(Format::Text).into_bytes(), Format::Text.content_type());
    String::from_utf8(body).expect("it is text")
}

/// The value of a series, such as `jobs_total{queue="mail"}`.
fn value(instance: &Instance, series: &str) -> Option<f64> {
    let text = text(instance);
    let mut values = text.lines().filter_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    values.next().map(|value| value.parse().expect("it is a number"))
}

/// Lets other tasks run until a value is what it should be.
async fn until(value: impl Fn() -> Option<f64>, expected: f64) {
    for _ in 0..10_000 {
        if value() == Some(expected) {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it stays at {:?}", value());
}
