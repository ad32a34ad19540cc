//! A client of Grafana.
