//! The log on stderr, and the layer that makes metrics from `tracing` events of libraries.

use std::io;

use gapless::on_event;
use tracing::debug;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::chat::MessagePosted;

/// Starts both. The filter applies to the log only: the metrics need the `debug` events of sqlx.
pub(crate) fn start() {
    let log = fmt::layer().with_writer(io::stderr).with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(log).with(gapless::tracing::layer()).init();
}

/// Logs who posted in which channel, and never what.
#[on_event]
fn log_message(MessagePosted { channel, author, .. }: &MessagePosted<'_>) {
    debug!("{author} posted in {channel:?}");
}
