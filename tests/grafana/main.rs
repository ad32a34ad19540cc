//! Grafana: the client, uploads, annotations and failures, against a fake that checks every request.

mod annotations;
mod client;
mod config;
mod failures;
mod fake;
mod folders;
mod log;
mod tls;
mod uploads;
