//! Each macro used as another kind of macro.

#[gapless::defmetrics]
fn jobs() {}

#[derive(gapless::defmetrics)]
struct Jobs;

#[gapless::LabelValue]
enum Channel {
    Gossip,
}

#[derive(gapless::instrument_metric)]
struct Lobby;

gapless::instrument_metric! {
    fn work() {}
}

fn main() {}
