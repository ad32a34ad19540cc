use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gouge)]
    waiting: u8,
    /// Time to join.
    #[metric(summary, name = "join_seconds")]
    join: f64,
    /// Time to leave.
    #[metric(timer, name = "leave_seconds")]
    leave: f64,
    /// Another.
    #[metric(ignore)]
    other: u8,
}

fn main() {}
