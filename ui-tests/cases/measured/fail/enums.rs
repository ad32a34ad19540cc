use gapless::instrument_metric;

use gapless::LabelValue;

/// A generic enum.
#[derive(Clone, Copy, LabelValue)]
#[instrument_metric]
enum Generic<T> {
    One(T),
}

/// An enum with metrics.
#[derive(Clone, Copy, LabelValue)]
#[instrument_metric(max_series = 10)]
enum Phase {
    #[metric(gauge)]
    Waiting,
    Running {
        #[metric(gauge)]
        players: u8,
    },
}

/// An enum without states.
#[instrument_metric]
enum Nothing {}

/// An enum without the derive.
#[instrument_metric]
enum Underived {
    One,
}

fn main() {
    let _ = (Phase::Waiting.measured(), Phase::Running { players: 1 }, Underived::One.measured());
}
