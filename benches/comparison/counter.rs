//! Counters: what every library is asked, and how an exposition is read.

/// The number of calls.
pub(crate) const TIMES: u64 = 20_000;

/// The number of threads that make them.
pub(crate) const THREADS: u64 = 4;

/// The number of different values of one label.
pub(crate) const VALUES: u64 = 10_000;

/// Returns the samples of a metric, as lines of an exposition.
pub(crate) fn samples<'a>(exposition: &'a str, name: &str) -> Vec<&'a str> {
    let is_of = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']));
    exposition.lines().filter(is_of).collect()
}

/// Returns the sum of the samples of a metric.
pub(crate) fn total(exposition: &str, name: &str) -> u64 {
    let value = |sample: &str| sample.rsplit(' ').next().and_then(|value| value.parse::<u64>().ok());
    samples(exposition, name).into_iter().filter_map(value).sum()
}

/// Returns the number of series of a metric.
pub(crate) fn series(exposition: &str, name: &str) -> String {
    grouped(samples(exposition, name).len() as u64)
}

/// Calls a function a number of times, on several threads.
pub(crate) fn on_threads(count: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..TIMES / THREADS).for_each(|_| count()));
        }
    });
}

/// Writes a number with a comma after its thousands.
pub(crate) fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
