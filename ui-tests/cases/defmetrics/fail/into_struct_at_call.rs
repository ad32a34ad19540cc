//! Wrong uses of the metrics of a struct.

use gapless::LabelValue;
use gapless::dynamic::Registry;

#[derive(Clone, Copy, LabelValue)]
enum Mode {
    Read,
    Write,
}

gapless::defmetrics! {
    #![into = Pool]

    /// Connections.
    pub up_down_counter connections(mode: Mode);

    /// Queries.
    pub counter queries_total;
}

fn main() {
    let pool = Pool::register(&Registry::new()).unwrap();
    pool.connections("read").inc();
    pool.queries_total().dec();
    pool.querys_total().inc();
    pool.queries_total.inc();
    Pool::builder().queries_total_buckets([1.0]);
}
