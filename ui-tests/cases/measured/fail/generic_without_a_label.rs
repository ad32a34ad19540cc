use gapless::instrument_metric;

#[instrument_metric(namespace = "pool")]
struct Pool<T, const N: usize> {
    /// Items in the pool.
    #[metric(gauge)]
    items: Vec<T>,
}

fn main() {
    let _pool = Pool::<u8, 1> { items: Vec::new() }.measured();
}
