//! Counters cannot decrease, and gauges do not have a guard.

use gapless::dynamic::Registry;
use gapless::defmetrics;

defmetrics! {
    /// Jobs done.
    counter jobs_total;

    /// Time spent.
    counter spent_seconds_total: f64;

    /// Clients.
    gauge clients(late: bool);
}

fn main() {
    jobs_total().dec();
    jobs_total().dec_by(2);
    spent_seconds_total().dec();
    let _working = jobs_total().guard();
    let _connected = clients(true).guard();
    let registry = Registry::new();
    let hits = registry.counter("hits_total", "Hits.").register().expect("the name is free");
    hits.dec();
}
