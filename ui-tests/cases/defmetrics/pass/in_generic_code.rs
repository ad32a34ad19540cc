//! Generic code records into metrics, and label types can be generic.

use gapless::descriptor::Observe;
use gapless::{Counter, LabelValue, defmetrics};
use std::time::Duration;

#[derive(Clone, Copy, LabelValue)]
enum Side {
    Left,
    Right,
}

type MaybeSide = Option<Side>;

defmetrics! {
    /// Calls.
    pub counter calls_total(side: MaybeSide);

    /// Time.
    pub histogram work_seconds;

    /// By name.
    #[max_series(10)]
    counter named_total(name: &str);
}

trait Worker {
    const SIDE: Side;
}

struct Pool<W, const N: usize>(Vec<W>);

impl<W: Worker, const N: usize> Pool<W, N> {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T
    where
        Duration: Observe<Duration>,
    {
        let calls: Counter = calls_total(Some(W::SIDE));
        calls.inc();
        named_total(std::any::type_name::<T>()).inc();
        work_seconds().time(work)
    }
}

struct One;

impl Worker for One {
    const SIDE: Side = Side::Right;
}

fn main() {
    let pool = Pool::<One, 3>(vec![]);
    pool.run(|| 3);
    calls_total(Some(Side::Left)).inc();
    assert!(pool.0.is_empty());
}
