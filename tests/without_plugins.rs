//! Expositions of programs that have not all features which these tests have.

use gapless::Registry;

/// The groups of what plugins export of themselves.
const GROUPS: [&str; 2] = ["gapless_facade", "gapless_poll"];

/// The same without what plugins export of themselves.
pub(crate) fn without_plugins(exposition: &str) -> String {
    let own: Vec<_> = Registry::global().descriptors().filter(|of| GROUPS.contains(&of.group)).collect();
    let n_series: usize = own.iter().map(|of| of.n_series() + 1).sum(); // one is in `gapless_overflowed_total`
    let lines = exposition.lines().filter(|line| !own.iter().any(|of| line.contains(of.name)));
    let lines = lines.map(|line| match line.strip_prefix("gapless_series ") {
        Some(all) => format!("gapless_series {}\n", all.parse::<usize>().expect("it is a number") - n_series),
        None => format!("{line}\n"),
    });
    lines.collect()
}
