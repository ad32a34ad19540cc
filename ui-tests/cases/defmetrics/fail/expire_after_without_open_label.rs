use gapless::{LabelValue, defmetrics};

#[derive(Clone, Copy, LabelValue)]
enum Side {
    Left,
    Right,
}

defmetrics! {
    /// Requests.
    #[expire_after("10m")]
    counter requests_total(side: Side);

    /// Jobs.
    #[expire_after("1h30m")]
    gauge jobs;
}

fn main() {
    let _ = [Side::Left, Side::Right];
}
