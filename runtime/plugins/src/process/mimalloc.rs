//! The numbers of mimalloc, which it returns as JSON.

use mimalloc::MiMalloc;

use super::allocator::AllocatorStats;

/// Reads the numbers of now. A build of mimalloc without statistics does not count allocations.
pub(super) fn read() -> AllocatorStats {
    let Ok(json) = MiMalloc::stats_json() else { return AllocatorStats::default() };
    let Ok(json) = json.to_str() else { return AllocatorStats::default() };
    let (reserved, committed) = (current(json, "reserved"), current(json, "committed"));
    let allocated = current(json, "malloc_normal").zip(current(json, "malloc_huge"));
    AllocatorStats {
        allocated: allocated.map(|(normal, huge)| normal + huge).filter(|bytes| *bytes > 0),
        mapped: committed,
        retained: reserved.zip(committed).map(|(reserved, committed)| reserved.saturating_sub(committed)),
        ..AllocatorStats::default()
    }
}

/// Returns the current value of a statistic: mimalloc prints each on a line, such as
/// `"committed": { "total": 9, "peak": 8, "current": 7 },`.
fn current(json: &str, name: &str) -> Option<u64> {
    let (_, statistic) = json.split_once(&format!("\"{name}\": {{"))?;
    let (_, current) = statistic.lines().next()?.split_once("\"current\": ")?;
    current.trim_end_matches([',', '}', ' ']).parse().ok()
}
