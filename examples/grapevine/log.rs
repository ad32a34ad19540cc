//! The log, on stderr, and the layer that makes metrics of what libraries tell it.

use std::io;

use gapless::on_event;
use tracing::debug;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::chat::MessagePosted;

/// Begins both. The filter is that of the log alone: sqlx tells of its statements at `debug`, where the metrics have them from.
pub(crate) fn start() {
    let log = fmt::layer().with_writer(io::stderr).with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(log).with(gapless::tracing::layer()).init();
}

/// Whoever looks into a conversation finds out who spoke, and never what.
#[on_event]
fn log_message(MessagePosted { channel, author, .. }: &MessagePosted<'_>) {
    debug!("{author} has posted in {channel:?}");
}
