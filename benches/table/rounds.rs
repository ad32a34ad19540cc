//! Rounds: contenders take turns, so that other load on the machine affects all of them.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::Options;
use crate::case::{Case, Contender};

/// Nanoseconds of each contender, by number of threads and by round.
pub(crate) struct Measurements(Vec<[Vec<f64>; 2]>);

impl Measurements {
    /// Returns the measurements of one contender with one thread, or with several.
    pub(crate) fn of(&self, contender: usize, several: usize) -> &[f64] {
        &self.0[contender][several]
    }
}

/// Measures a case with one thread and, if the case is concurrent, with several.
pub(crate) fn measure(case: &Case, options: &Options) -> Measurements {
    let mut measurements = Measurements(case.contenders.iter().map(|_| Default::default()).collect());
    let numbers: &[usize] = if case.concurrent { &[1, options.threads] } else { &[1] };
    for (several, &threads) in numbers.iter().enumerate() {
        let calibrate = |contender| iterations(contender, threads, options.time);
        let iterations: Vec<_> = case.contenders.iter().map(calibrate).collect();
        for round in 0..options.rounds {
            for turn in turns(case.contenders.len(), round) {
                let took = run(&case.contenders[turn], threads, iterations[turn]);
                measurements.0[turn][several].push(nanoseconds(took, iterations[turn] * case.n));
            }
        }
    }
    measurements
}

/// Returns the order of a round: each round starts with another contender, and every second one is reversed.
fn turns(n: usize, round: usize) -> Vec<usize> {
    let mut turns: Vec<_> = (0..n).map(|turn| (turn + round) % n).collect();
    if round % 2 == 1 {
        turns.reverse();
    }
    turns
}

/// Returns the number of iterations that take about a given time.
fn iterations(contender: &Contender, threads: usize, time: Duration) -> usize {
    let mut iterations = 1;
    loop {
        let took = run(contender, threads, iterations);
        if took >= time / 2 {
            return iterations;
        }
        assert!(iterations < 1 << 32, "the compiler left nothing of {}", contender.name);
        iterations *= if took < time / 16 { 8 } else { 2 };
    }
}

/// Returns the average time of a number of iterations in each of several threads.
fn run(contender: &Contender, threads: usize, iterations: usize) -> Duration {
    let start = Barrier::new(threads);
    let timed = || {
        start.wait();
        let started = Instant::now();
        (contender.run)(iterations);
        started.elapsed()
    };
    let took: Duration = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(timed)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no contender panics")).sum()
    });
    took / u32::try_from(threads).expect("there are few threads")
}

#[expect(clippy::cast_precision_loss, reason = "they are below 2^53")]
fn nanoseconds(took: Duration, n: usize) -> f64 {
    took.as_nanos() as f64 / n as f64
}
