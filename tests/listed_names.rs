//! The list of names that every way to make a metric is checked against.

/// A name, and the verdict of the rules on it.
pub(crate) struct ListedName {
    /// The type of the metric that has the name, or `label`.
    pub(crate) kind: String,
    /// `ok`, or the severity of a rule that the name breaks: `must` or `should`.
    pub(crate) verdict: String,
    pub(crate) name: String,
    /// A part of the message.
    pub(crate) says: String,
}

/// Returns all names of metrics, or all names of labels.
pub(crate) fn listed_names(of_labels: bool) -> Vec<ListedName> {
    let lines = include_str!("names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(read).filter(|listed| (listed.kind == "label") == of_labels).collect()
}

fn read(line: &str) -> ListedName {
    let columns: Vec<_> = line.splitn(4, '|').map(str::trim).collect();
    let [kind, verdict, name, says] =
        [0, 1, 2, 3].map(|column| columns.get(column).copied().unwrap_or_default());
    ListedName { kind: kind.into(), verdict: verdict.into(), name: unescaped(name), says: says.into() }
}

fn unescaped(name: &str) -> String {
    name.replace("\\n", "\n").replace("\\u{7f}", "\u{7f}")
}
