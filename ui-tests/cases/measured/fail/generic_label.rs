use gapless::instrument_metric;

use std::sync::Mutex;

#[instrument_metric(namespace = "pool")]
struct Pool<T, S> {
    /// Items in the pool.
    #[metric(gauge)]
    items: Vec<T>,
    /// The state.
    #[metric(stateset)]
    state: Mutex<S>,
    #[metric(label)]
    kind: T,
    #[metric(info)]
    more: Option<T>,
}

fn main() {}
