//! Sends dashboards and annotations to Grafana. Use the crate `gapless`.

#[cfg(feature = "grafana")]
pub mod grafana;
