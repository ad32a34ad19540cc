//! Each macro in the place of another.

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
