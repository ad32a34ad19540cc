//! Caches.

use super::families::Families;
use super::panels::{
    areas, drawn, lines, row, share, stat, table, up, worst, BAD, GOOD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Expr, Window};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "cache",
    title: "Cache",
    description:
        "Caches: how many requests they answer, how full they are and what they lose, over all replicas.",
    groups: &["cache"],
    needs: &["cache_requests_total", "cache_entries"],
    fixed: &["result"],
    rows,
};

const REQUESTS: &str = "cache_requests_total";
const EVICTIONS: &str = "cache_evictions_total";
const ENTRIES: &str = "cache_entries";
const CAPACITY: &str = "cache_capacity";
const BY: [&str; 1] = ["cache"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), hits(of), hits_in_range(of), full(of), evicted(of)]))
        .row(row("Requests", [by_result(of), hit_ratio(of), by_cache(of)]))
        .row(row("Worst now", [missing(of), fullest(of)]))
        .row(row("Contents", [entries(of), filling(of), weight(of)]))
        .row(row("Evictions", [by_cause(of), evictions_by_cache(of), lifetime(of)]).collapsed())
}

/// Returns the part of the requests with a result.
fn part(of: &Families<'_>, result: &str, window: Window, by: &[&str]) -> Option<Expr> {
    let requests = of.counter(REQUESTS)?;
    let part = requests.clone().with("result", result).ok()?;
    Some(share(part.increase(window, by).ok()?, requests.increase(window, by).ok()?))
}

/// Returns the filled part of each cache, of the fullest replica.
fn filled(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    let each = ["job", "instance", "cache"];
    let entries = of.sum(ENTRIES, &each)?;
    // The capacity limits the weight of entries, if the cache weighs them.
    let used = match of.sum("cache_weight", &each) {
        Some(weight) => weight.or(&entries),
        None => entries,
    };
    Some((used / of.sum(CAPACITY, &each)?).max_by(by))
}

// Numbers of now.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Requests", Unit::RequestsPerSecond, of.rate(REQUESTS, &[])?);
    Some(panel.description(
        "Requests to caches per second. Zero is bad while the program works: the cache is not used.",
    ))
}

fn hits(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Hit ratio", Unit::Ratio, part(of, "hit", NOW, &[])?).max(1.0);
    let panel = panel.threshold(0.0, BAD).threshold(0.5, WARNING).threshold(0.8, GOOD);
    Some(panel.description(
        "Part of the requests that find their value. A value below 80 % is bad for most caches.",
    ))
}

fn hits_in_range(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Hit ratio in the range", Unit::Ratio, part(of, "hit", RANGE, &[])?).max(1.0);
    let panel = panel.threshold(0.0, BAD).threshold(0.5, WARNING).threshold(0.8, GOOD);
    Some(panel.description(
        "Part of the requests in the time range that found their value. A value below 80 % is bad for most \
         caches.",
    ))
}

fn full(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Filled part of the fullest cache", Unit::Ratio, filled(of, &[])?).max(1.0);
    Some(panel.description(
        "Used capacity of the fullest cache. 100 % is bad with a low hit ratio: the cache is too small.",
    ))
}

fn evicted(of: &Families<'_>) -> Option<Panel> {
    let size = of.counter(EVICTIONS)?.with("cause", "size").ok()?.increase(RANGE, &[]).ok()?;
    let panel = stat("Evicted for size in the range", Unit::Short, size);
    Some(panel.description(
        "Entries in the time range that left a cache because it was full. Many are bad with a low hit ratio: the \
         cache is too small.",
    ))
}

// Requests.

fn by_result(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests by result", Unit::RequestsPerSecond).description(
        "Requests per second that find their value, and that miss it. A growing part of misses is bad.",
    );
    drawn(panel, [(of.rate(REQUESTS, &["result"]), "{{result}}")])
}

fn hit_ratio(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Hit ratio by cache", Unit::Ratio).max(1.0).description(
        "Part of the requests that find their value, by cache. A falling line is bad, except directly after a \
         start.",
    );
    drawn(panel, [(part(of, "hit", NOW, &BY), "{{cache}}")])
}

fn by_cache(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests by cache", Unit::RequestsPerSecond)
        .description("Requests per second, by cache. A cache without requests is bad: it only uses memory.");
    drawn(panel, [(of.rate(REQUESTS, &BY), "{{cache}}")])
}

// Caches that need attention.

fn missing(of: &Families<'_>) -> Option<Panel> {
    let misses = of.counter(REQUESTS)?.with("result", "miss").ok()?.rate(NOW, &BY).ok()?;
    let others = vec![
        (misses, "misses", Unit::RequestsPerSecond),
        (of.rate(REQUESTS, &BY)?, "requests", Unit::RequestsPerSecond),
    ];
    let panel = table("Caches with the most misses", Unit::Ratio).select("cache").description(
        "Caches with the greatest part of misses now. A large part with many requests is bad. Click on a cache to \
         select it.",
    );
    Some(worst(panel, part(of, "miss", NOW, &BY)?, ("misses", Unit::Ratio), others))
}

fn fullest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.sum(ENTRIES, &BY)?, "entries", Unit::Short),
        (of.rate(EVICTIONS, &BY)?, "evictions", Unit::PerSecond),
    ];
    let panel = table("Fullest caches", Unit::Ratio).select("cache").description(
        "Caches with the greatest used part of their capacity now. A full cache with many evictions is bad. Click on a \
         cache to select it.",
    );
    Some(worst(panel, filled(of, &BY)?, ("filled", Unit::Ratio), others))
}

// Contents.

fn entries(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Entries", Unit::Short).description(
        "Entries of all replicas, by cache. A line that only rises is bad in a cache without a capacity.",
    );
    drawn(panel, [(of.sum(ENTRIES, &BY), "{{cache}}")])
}

fn filling(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Filled part", Unit::Ratio).max(1.0).description(
        "Used part of the capacity, of the fullest replica of each cache. A line at 100 % is bad with a low hit \
         ratio.",
    );
    drawn(panel, [(filled(of, &BY), "{{cache}}")])
}

fn weight(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Weight", Unit::Short).description(
        "Weight of the entries of all replicas, by cache, in the unit that the program chose. A line that only \
         rises is bad.",
    );
    drawn(panel, [(of.sum("cache_weight", &BY), "{{cache}}")])
}

// Evictions.

fn by_cause(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Evictions by cause", Unit::PerSecond).description(
        "Entries that leave per second, by cause. Many evictions for size are bad with a low hit ratio: the \
         cache is too small.",
    );
    drawn(panel, [(of.rate(EVICTIONS, &["cause"]), "{{cause}}")])
}

fn evictions_by_cache(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Evictions by cache", Unit::PerSecond).description(
        "Entries that leave per second, by cache. A jump is bad: requests evict the entries of others.",
    );
    drawn(panel, [(of.rate(EVICTIONS, &BY), "{{cache}}")])
}

fn lifetime(of: &Families<'_>) -> Option<Panel> {
    let lifetime = of.sum(ENTRIES, &BY)? / of.rate(EVICTIONS, &BY)?.above(0.0);
    let panel = lines("Lifetime of entries", Unit::Seconds).description(
        "Time that an entry stays, estimated from the entries and the evictions per second. A short time is bad: \
         values leave before they are used again.",
    );
    drawn(panel, [(Some(lifetime), "{{cache}}")])
}
