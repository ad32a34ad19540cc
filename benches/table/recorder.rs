//! Recording through the crate `metrics`: the same macros and handles, with the recorder of Gapless and with
//! metrics-exporter-prometheus.

use std::hint::black_box;

use crate::case::{Bar, Case, Contender, Role, limit};
use crate::inputs::Inputs;
use crate::peers::{with_exporter, with_gapless};

const EXPORTER: &str = "metrics-exporter-prometheus";

/// At most half of the cost of the exporter.
fn bars() -> Vec<Bar> {
    vec![Bar::Of(EXPORTER, [0.5; 2])]
}

fn addition() -> Contender {
    limit("a plain addition in memory", |n| {
        let mut cell = 0_u64;
        (0..n).for_each(|_| *black_box(&mut cell) += 1);
    })
}

pub(crate) fn each_time() -> Case {
    let record =
        || metrics::counter!("facade_requests_total", "method" => "GET", "status" => "200").increment(1);
    Case {
        what: "`metrics` recorder: `counter!` at each call, 2 labels",
        n: 1,
        concurrent: true,
        bars: bars(),
        contenders: vec![
            Contender::with_loop(Role::Gapless, "Gapless", move |n| {
                with_gapless(|| (0..n).for_each(|_| record()));
            }),
            Contender::with_loop(Role::Peer, EXPORTER, move |n| {
                with_exporter(|| (0..n).for_each(|_| record()));
            }),
            addition(),
        ],
    }
}

pub(crate) fn open_label() -> Case {
    let games: Vec<_> = (0..1000).map(|index| format!("game-{index}")).collect();
    let (inputs, same) = (Inputs::of(&games), Inputs::of(&games));
    let record = |game: &String| metrics::counter!("facade_games_total", "game" => game.clone()).increment(1);
    Case {
        what: "`metrics` recorder: `counter!` at each call, 1 label with 1000 values",
        n: 1,
        concurrent: true,
        bars: bars(),
        contenders: vec![
            Contender::with_loop(Role::Gapless, "Gapless", move |n| {
                with_gapless(|| (0..n).for_each(|i| record(inputs.at(i))));
            }),
            Contender::with_loop(Role::Peer, EXPORTER, move |n| {
                with_exporter(|| (0..n).for_each(|i| record(same.at(i))));
            }),
            addition(),
        ],
    }
}

pub(crate) fn kept() -> Case {
    let counter = || metrics::counter!("facade_jobs_total");
    let (ours, exporters) = (with_gapless(counter), with_exporter(counter));
    Case {
        what: "`metrics` recorder: a stored counter handle",
        n: 1,
        concurrent: true,
        bars: bars(),
        contenders: vec![
            Contender::new(Role::Gapless, "Gapless", move |_| ours.increment(1)),
            Contender::new(Role::Peer, EXPORTER, move |_| exporters.increment(1)),
            addition(),
        ],
    }
}
