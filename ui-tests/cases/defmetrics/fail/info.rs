//! Mistakes in infos.

use gapless::defmetrics;

defmetrics! {
    /// Without the suffix.
    info build(version: &str);

    /// Without the suffix of an info.
    gauge node_info;

    /// With a value.
    info number_info: u64;

    /// With a unit.
    #[unit("info")]
    info unit_info;

    /// With attributes about series.
    #[max_series(10)]
    #[expire_after("10m")]
    #[seed(version = ["1.0"])]
    #[storage(shared)]
    info version_info(version: &str);
}

fn main() {
    build("1.0").set();
    node_info().set(1.0);
    version_info("1.0").set();
}
