//! A label that Prometheus sets causes a warning, which is denied here so that it appears.
#![deny(deprecated)]

gapless::defmetrics! {
    /// Runs.
    counter runs_total(job: bool, instance: bool);
}

fn main() {
    runs_total(true, false).inc();
}
