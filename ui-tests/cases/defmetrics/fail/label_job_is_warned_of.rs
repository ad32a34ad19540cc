//! A warning; denied here so that it shows.
#![deny(deprecated)]

gapless::defmetrics! {
    /// Runs.
    counter runs_total(job: bool, instance: bool);
}

fn main() {
    runs_total(true, false).inc();
}
