//! The table with the results.

use std::fmt;

use gapless_benches::{Spread, machine};

use crate::Options;
use crate::case::{Bar, Case, Role};
use crate::rounds::Measurements;

/// Writes a row for each case, then a row for each contender.
pub(crate) fn write(options: &Options, rows: &[Row]) -> String {
    let Options { rounds, threads, .. } = options;
    let mut text = format!("{}, medians of {rounds} rounds, 1 thread / {threads} threads.\n\n", machine());
    text.push_str(
        "| nanoseconds | Gapless | best peer | limit | ratio to (target) |\n|---|---|---|---|---|\n",
    );
    rows.iter().for_each(|row| text.push_str(&row.summary()));
    text.push_str("\nEach contender, as the median of its rounds (minimum to maximum):\n\n");
    text.push_str(&format!("| nanoseconds | 1 thread | {threads} threads |\n|---|---|---|\n"));
    rows.iter().for_each(|row| text.push_str(&row.to_string()));
    text
}

/// The measurements of a case.
pub(crate) struct Row {
    case: Case,
    measurements: Measurements,
}

/// Two figures that differ by less are equal, in nanoseconds.
const NOISE: f64 = 1.0;

impl Row {
    pub(crate) fn new(case: Case, measurements: Measurements) -> Self {
        Row { case, measurements }
    }

    fn summary(&self) -> String {
        let of = |role| self.by_column(|column| number(self.median(self.first(role), column)));
        let bars: Vec<_> = self.case.bars.iter().map(|bar| self.held_to(bar)).collect();
        let (ours, limit, bars) = (of(Role::Gapless), of(Role::Limit), bars.join("; "));
        format!("| {} | {ours} | {} | {limit} | {bars} |\n", self.case.what, self.best_peers())
    }

    fn best_peers(&self) -> String {
        self.by_column(|column| {
            let best = self.best_peer(column);
            format!("{} {}", self.case.contenders[best].name, number(self.median(best, column)))
        })
    }

    fn held_to(&self, bar: &Bar) -> String {
        let (of, at_most) = match bar {
            Bar::OfBest(at_most) => ("best peer", *at_most),
            Bar::Of(name, at_most) => (*name, *at_most),
            Bar::OfLimit(at_most) => ("limit", [*at_most; 2]),
            Bar::SameAsBest => {
                return format!("at most the best peer: {}", self.by_column(|it| self.noise(it)));
            }
        };
        let ratios = self.by_column(|column| {
            let other = match bar {
                Bar::Of(name, _) => self.named(name),
                Bar::OfLimit(_) => self.first(Role::Limit),
                _ => self.best_peer(column),
            };
            verdict(self.ratio(other, column), at_most[column])
        });
        format!("{of}: {ratios}")
    }

    /// Returns whether Gapless differs from the best peer by noise only.
    fn noise(&self, column: usize) -> String {
        let [ours, best] =
            [self.first(Role::Gapless), self.best_peer(column)].map(|it| self.median(it, column));
        match ours - best {
            difference if difference < NOISE => "met".to_owned(),
            difference => format!("missed by {} ns", number(difference)),
        }
    }

    /// Returns the ratio of the time of Gapless to that of another contender, as the median over the rounds.
    fn ratio(&self, other: usize, column: usize) -> f64 {
        let ours = self.measurements.of(self.first(Role::Gapless), column);
        let pairs = ours.iter().zip(self.measurements.of(other, column));
        Spread::of(pairs.map(|(ours, other)| ours / other)).median
    }

    fn by_column(&self, show: impl FnMut(usize) -> String) -> String {
        let columns = 0..1 + usize::from(self.case.concurrent);
        columns.map(show).collect::<Vec<_>>().join(" / ")
    }

    fn median(&self, contender: usize, column: usize) -> f64 {
        Spread::of(self.measurements.of(contender, column).iter().copied()).median
    }

    fn first(&self, role: Role) -> usize {
        let first = self.case.contenders.iter().position(|contender| contender.role == role);
        first.expect("every case has Gapless, peers and a limit")
    }

    fn named(&self, name: &str) -> usize {
        let named = self.case.contenders.iter().position(|contender| contender.name == name);
        named.expect("bars name contenders of their case")
    }

    fn best_peer(&self, column: usize) -> usize {
        let peers = (0..self.case.contenders.len()).filter(|&it| self.case.contenders[it].role == Role::Peer);
        let best = peers.min_by(|&a, &b| self.median(a, column).total_cmp(&self.median(b, column)));
        best.expect("every case has peers")
    }
}

/// Writes the contenders of the case.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| **{}** | | |", self.case.what)?;
        for (index, contender) in self.case.contenders.iter().enumerate() {
            let spread = |column| Spread::of(self.measurements.of(index, column).iter().copied());
            let several = if self.case.concurrent { spread(1).to_string() } else { String::new() };
            writeln!(f, "| {} | {} | {several} |", contender.name, spread(0))?;
        }
        Ok(())
    }
}

/// Returns a ratio with its target, and the factor by which it misses the target.
fn verdict(ratio: f64, at_most: f64) -> String {
    let missed = ratio / at_most;
    let verdict = if missed <= 1.0 { "met".to_owned() } else { format!("missed by a factor of {missed:.1}") };
    format!("{ratio:.2} (target {at_most:.2}, {verdict})")
}

/// Writes a number with its significant digits.
fn number(nanoseconds: f64) -> String {
    if nanoseconds < 100.0 { format!("{nanoseconds:.1}") } else { format!("{nanoseconds:.0}") }
}
