//! The time of a scrape, from `docs/performance.md`.

const PAGE: &str = include_str!("../../docs/performance.md");

/// The rows of the case that is shown, whose figures are nanoseconds for each of 100,000 series.
const CASE: &str = "| **rendering 100,000 counters with 4 labels, per series** |";

/// Returns the time in which a contender renders 100,000 series.
pub(crate) fn milliseconds(contender: &str) -> String {
    let (_, case) = PAGE.split_once(CASE).expect("the page has the case");
    let row = case.lines().find_map(|line| line.strip_prefix(&format!("| {contender} | ")));
    let figure = row.and_then(|row| row.split_once(' ')).map(|(figure, _)| figure.parse::<f64>());
    let nanoseconds = figure.and_then(Result::ok).expect("the case has the contender");
    let milliseconds = nanoseconds / 10.0;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}
