//! The measurements, and the table with the results.

use std::collections::BTreeMap;

use gapless_benches::{Spread, machine};

use crate::Size;
use crate::crates::{APART, BLOCKS, FUNCTIONS, INSTRUMENTED, STATICS};
use crate::folder::Build;

/// Seconds by crate, build and round.
#[derive(Default)]
pub(crate) struct Measurements(BTreeMap<(&'static str, Build), Vec<f64>>);

impl Measurements {
    pub(crate) fn add(&mut self, krate: &'static str, build: Build, seconds: f64) {
        self.0.entry((krate, build)).or_default().push(seconds);
    }

    fn of(&self, krate: &'static str, build: Build) -> impl Iterator<Item = f64> {
        self.0.get(&(krate, build)).into_iter().flatten().copied()
    }

    /// Returns the milliseconds that each of `n` items adds to the plain crate.
    fn each(&self, row: &Row, build: Build) -> Spread {
        let pairs = self.of(row.krate, build).zip(self.of(row.plain, build));
        #[expect(clippy::cast_precision_loss, reason = "there are a thousand")]
        let n = row.n as f64;
        Spread::of(pairs.map(|(with, without)| (with - without) * 1000.0 / n))
    }
}

struct Row {
    what: String,
    krate: &'static str,
    plain: &'static str,
    n: usize,
}

pub(crate) fn write(size: &Size, measurements: &Measurements) -> String {
    let mut table = format!(
        "{}, medians of {} rounds (minimum to maximum).\n\n\
         | milliseconds of CPU time per item | `cargo check` | `cargo build --release` |\n|---|---|---|\n",
        machine(),
        size.rounds
    );
    for row in rows(size) {
        let [check, release] = Build::ALL.map(|build| measurements.each(&row, build));
        table.push_str(&format!("| {} | {check} | {release} |\n", row.what));
    }
    let [check, release] =
        Build::ALL.map(|build| Spread::of(measurements.of(STATICS, build)).median * 1000.0);
    table.push_str(&format!("\nThe hand-written statics take {check:.0} ms and {release:.0} ms in total.\n"));
    table
}

fn rows(size: &Size) -> [Row; 3] {
    let Size { blocks, metrics_per_block, functions, .. } = *size;
    let n = blocks * metrics_per_block;
    let row = |what, krate, plain, n| Row { what, krate, plain, n };
    [
        row(format!("metric, {n} in {blocks} blocks"), BLOCKS, STATICS, n),
        row(format!("metric, {n} in {n} blocks"), APART, STATICS, n),
        row(format!("annotated function, {functions}"), INSTRUMENTED, FUNCTIONS, functions),
    ]
}
