//! Files made from declared metrics: dashboards, alert rules and scrape configurations. Use the crate `gapless`.
//!
//! Everything here starts with a [`Catalog`], the description of a program's metrics. This crate does no I/O.

mod alloy;
mod artifacts;
pub mod catalog;
#[cfg(feature = "check")]
pub mod check;
pub mod dashboard;
mod deployment;
pub mod designed;
mod error;
mod file;
pub mod generated;
pub mod objectives;
pub mod promql;
pub mod provisioning;
pub mod rules;
pub mod scrape_config;
mod slug;
#[cfg(test)]
mod test_catalog;
mod yaml;

pub use crate::artifacts::Artifacts;
pub use crate::catalog::Catalog;
pub use crate::deployment::Deployment;
pub use crate::error::{Error, ErrorKind};
pub use crate::file::File;
pub use crate::generated::dashboards;
