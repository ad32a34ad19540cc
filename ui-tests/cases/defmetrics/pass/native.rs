use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
pub enum Kind {
    Read,
    Write,
}

defmetrics! {
    /// With default values.
    #[native]
    pub histogram wait_duration_seconds(kind: Kind);

    /// With every key.
    #[native(factor = 2, zero_threshold = 1e-3, max_buckets = 20, max_zero_threshold = 0.5,)]
    #[buckets(1)]
    pub histogram ratio;

    /// With an empty list of keys.
    #[native()]
    #[storage(shared)]
    #[buckets(1)]
    pub histogram size_bytes;
}

fn main() {
    wait_duration_seconds(Kind::Read).observe(0.1);
    ratio().observe(0.5);
    let native = ratio().get().native.unwrap();
    assert_eq!((native.schema, native.zero_threshold), (0, 1e-3));
    assert!(wait_duration_seconds(Kind::Write).get().native.is_some());
    size_bytes().observe(1_u64);
}
