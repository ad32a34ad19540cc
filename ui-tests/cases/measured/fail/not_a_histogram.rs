use gapless::instrument_metric;

#[instrument_metric(namespace = "lobby")]
struct Lobby {
    /// Time to join.
    #[metric(histogram, name = "join_seconds")]
    joins: Vec<f64>,
    /// Time to leave.
    #[metric(histogram, name = "leave_seconds", with = leave)]
    leave: u8,
}

fn leave(_: &u8) -> f64 {
    0.5
}

fn main() {}
