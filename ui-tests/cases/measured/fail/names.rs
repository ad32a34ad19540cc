use gapless::instrument_metric;

#[instrument_metric(namespace = "Lobby")]
struct Lobby {
    /// Players that joined.
    #[metric(counter)]
    joined: u64,
    /// Players that left.
    #[metric(counter, name = "left")]
    left: u64,
    /// Players waiting.
    #[metric(gauge)]
    waiting_total: u8,
    /// Time to join.
    #[metric(gauge)]
    join_ms: f64,
    /// Time to leave.
    #[metric(gauge, unit = "seconds")]
    leave: f64,
    /// Room that is left.
    #[metric(gauge, unit = "kilobytes", name = "room_kilobytes")]
    room: u64,
    #[metric(label, max = 10, name = "__name")]
    name: String,
    #[metric(label, name = "le")]
    open: bool,
}

fn main() {}
