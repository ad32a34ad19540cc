//! End-to-end tests with the real Prometheus: they see what the graphs and alerts of a user would see.
//!
//! The tests need the real programs, which `.ci/install-peers target/peers` installs; `GAPLESS_PEERS` sets another
//! folder. They fail if a program is missing.

mod alertmanager;
mod browser;
mod catalog;
#[path = "../catalog_lines.rs"]
mod catalog_lines;
mod dashboards;
mod deployed;
mod documentation;
mod eventually;
#[path = "../plugins/every.rs"]
mod every;
mod exposition;
mod figures;
mod flagship;
mod formats;
mod gap;
mod grapevine;
mod lint;
#[path = "../linted.rs"]
mod linted;
#[path = "../listed_names.rs"]
mod listed_names;
mod live;
mod locked;
mod names;
mod native;
mod negotiation;
mod objectives;
mod page;
mod peer;
mod plugins;
mod process;
mod prometheus;
mod queries;
mod receiver;
mod relay;
mod rules;
mod scrape;
mod scrape_config;
mod sender;
mod start;
mod statsd_server;
mod transports;
mod version;
