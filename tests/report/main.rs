//! Reporters, through the public API and against receivers that the tests write.

mod config;
mod console;
mod contract;
mod endpoint;
mod engine;
mod families;
mod graphite;
mod log;
mod otlp;
mod pushgateway;
mod receiver;
mod remote_write;
mod statsd;
mod text_push;
mod windows;
