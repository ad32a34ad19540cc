//! How do I register the same metrics twice, for example for two pools? `cargo run --bin instances` prints what
//! Prometheus would scrape.

use std::thread;
use std::time::Duration;

use gapless::dynamic::{Registry, Shared};
use gapless::encode::Format;
use gapless::{Histogram, LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
    Used,
}

defmetrics! {
    //! Metrics of one connection pool.
    #![into = PoolMetrics]
    #![namespace = "pool"]

    /// Connections by state.
    up_down_counter connections(state: State);

    /// Time to wait for a connection.
    #[buckets(0.001, 0.01, 0.1)]
    histogram wait_duration_seconds;
}

struct Pool {
    metrics: PoolMetrics,
}

impl Pool {
    fn new(registry: &Registry) -> Result<Self, gapless::Error> {
        Ok(Pool { metrics: PoolMetrics::register(registry)? })
    }

    fn connect(&self) {
        self.metrics.connections(State::Idle).inc();
    }

    fn take(&self) {
        self.metrics.wait_duration_seconds().observe(Duration::from_millis(4));
        self.metrics.connections(State::Idle).dec();
        self.metrics.connections(State::Used).inc();
    }

    /// Returns a handle that a thread can own.
    fn waits(&self) -> Histogram<Duration, Shared> {
        self.metrics.wait_duration_seconds().into_owned()
    }
}

fn main() -> Result<(), gapless::Error> {
    let registry = Registry::new();
    // Two pools with one set of families, and a label for each.
    let writers = Pool::new(&registry.label("pool", "writers"))?;
    let readers = Pool::new(&registry.label("pool", "readers"))?;
    // Another pool has a prefix, and other buckets.
    let archive = PoolMetrics::builder().wait_duration_seconds_buckets([1.0, 10.0]);
    let archive = archive.register(&registry.prefix("archive"))?;

    writers.connect();
    readers.connect();
    readers.take();
    archive.wait_duration_seconds().observe(2.0);
    let waits = writers.waits();
    let slow = thread::spawn(move || waits.observe(Duration::from_millis(50)));
    slow.join().expect("the thread only records");

    print(&String::from_utf8_lossy(&Format::Text.encode(&registry.gather())));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
