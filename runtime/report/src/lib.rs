//! What leaves a program on its own initiative: dashboards and annotations for Grafana. Use the crate `gapless`.

#[cfg(feature = "grafana")]
pub mod grafana;
