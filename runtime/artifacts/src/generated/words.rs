//! Names of metrics and labels in words.

use gapless_core::Kind;

use crate::catalog::Family;

/// Words that are written in another way than in names.
const SPELLED: &[(&str, &str)] = &[
    ("api", "API"),
    ("avail", "available"),
    ("cpu", "CPU"),
    ("db", "DB"),
    ("dns", "DNS"),
    ("fds", "file descriptors"),
    ("fs", "file system"),
    ("graphql", "GraphQL"),
    ("http", "HTTP"),
    ("https", "HTTPS"),
    ("id", "ID"),
    ("io", "I/O"),
    ("ip", "IP"),
    ("os", "OS"),
    ("rpc", "RPC"),
    ("sql", "SQL"),
    ("tcp", "TCP"),
    ("tls", "TLS"),
    ("tokio", "Tokio"),
    ("udp", "UDP"),
    ("url", "URL"),
    ("websocket", "WebSocket"),
];

/// Words after which a unit says nothing new.
const MEASURED_IN_SECONDS: &[&str] =
    &["age", "delay", "duration", "interval", "latency", "time", "timestamp", "uptime", "wait"];
const MEASURED_IN_BYTES: &[&str] = &["heap", "limit", "max", "memory", "size"];

/// The titles of the families of a dashboard, which differ from each other.
#[derive(Debug)]
pub(super) struct Titles {
    /// The titles that several families would have.
    taken: Vec<String>,
}

impl Titles {
    pub(super) fn new(families: &[&Family]) -> Self {
        let mut titles: Vec<_> = families.iter().map(|family| title(family)).collect();
        titles.sort_unstable();
        let taken = titles.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
        Titles { taken }
    }

    /// Returns the title of a family: the whole name in words if another family would have the title too.
    pub(super) fn of(&self, family: &Family) -> String {
        let title = title(family);
        if self.taken.contains(&title) {
            sentence(&with_unit(split(base(family)), family))
        } else {
            title
        }
    }
}

/// Returns a title, such as `Chat messages` for `grapevine_chat_messages_total`.
///
/// The title consists of the words of the name without the namespace, the suffix of the type and the unit. It leaves
/// out the group if two words remain without it.
pub(super) fn title(family: &Family) -> String {
    let all = split(base(family));
    let own = without_prefix(&all, &split(namespace(family)), 1);
    let words = with_unit(without_prefix(own, &split(&family.group), 2).to_vec(), family);
    sentence(&words)
}

/// Returns the title of a metric of Gapless: its name without `gapless`.
pub(super) fn own(family: &Family) -> String {
    sentence(without_prefix(&split(base(family)), &["gapless"], 1))
}

/// Returns a name as a title, such as `HTTP server` for `http_server`.
pub(super) fn named(name: &str) -> String {
    sentence(&split(name))
}

/// Returns a name in lower case, such as `file descriptors` for `fds`, for the middle of a sentence.
pub(super) fn in_words(name: &str) -> String {
    split(name).into_iter().map(spelled).collect::<Vec<_>>().join(" ")
}

/// Returns words as a title, with a capital letter.
fn sentence(words: &[&str]) -> String {
    capitalized(&words.iter().map(|word| spelled(word)).collect::<Vec<_>>().join(" "))
}

fn spelled(word: &str) -> &str {
    SPELLED.iter().find(|(name, _)| *name == word).map_or(word, |(_, spelled)| spelled)
}

/// Returns the words of a name.
pub(super) fn split(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Adds the words of the unit to the words of a name.
fn with_unit<'n>(mut words: Vec<&'n str>, family: &Family) -> Vec<&'n str> {
    let last = words.last().copied().unwrap_or_default();
    match family.unit.as_deref() {
        Some("seconds") if !MEASURED_IN_SECONDS.contains(&last) => words.push("time"),
        Some("bytes") if !MEASURED_IN_BYTES.contains(&last) => words.push("bytes"),
        _ => {}
    }
    words
}

/// Returns the name without the suffix of its type and its unit.
fn base(family: &Family) -> &str {
    let name = match family.kind {
        Kind::Counter => family.name.strip_suffix("_total"),
        Kind::Info => family.name.strip_suffix("_info"),
        _ => None,
    };
    let name = name.unwrap_or(&family.name);
    let unit = family.unit.as_deref().and_then(|unit| name.strip_suffix(unit)?.strip_suffix('_'));
    unit.unwrap_or(name)
}

fn namespace(family: &Family) -> &str {
    family.declarations.first().map_or("", |of| &*of.namespace)
}

/// Removes a prefix if at least `n` words remain.
fn without_prefix<'w, 'n>(words: &'w [&'n str], prefix: &[&str], n: usize) -> &'w [&'n str] {
    if words.starts_with(prefix) && words.len() >= prefix.len() + n {
        &words[prefix.len()..]
    } else {
        words
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Declaration;

    fn family(kind: Kind, name: &str, unit: Option<&str>, group: &str, help: &str) -> Family {
        let namespace = if name.starts_with("grapevine_") { "grapevine" } else { "" };
        Family {
            name: name.to_owned(),
            kind,
            help: help.to_owned(),
            unit: unit.map(str::to_owned),
            group: group.to_owned(),
            declarations: vec![Declaration { namespace: namespace.to_owned(), ..Declaration::default() }],
        }
    }

    #[test]
    fn a_title_has_the_words_that_the_dashboard_does_not_say_already() {
        let title = |kind, name, unit, group| title(&family(kind, name, unit, group, ""));
        let of = [
            (title(Kind::Counter, "grapevine_chat_messages_total", None, "chat"), "Chat messages"),
            (
                title(Kind::Histogram, "grapevine_chat_broadcast_duration_seconds", Some("seconds"), "chat"),
                "Broadcast duration",
            ),
            (
                title(Kind::Histogram, "grapevine_chat_message_size_bytes", Some("bytes"), "chat"),
                "Message size",
            ),
            (
                title(Kind::Counter, "process_cpu_seconds_total", Some("seconds"), "process"),
                "Process CPU time",
            ),
            (title(Kind::Counter, "process_io_read_bytes_total", Some("bytes"), "process"), "I/O read bytes"),
            (
                title(Kind::Gauge, "process_resident_memory_bytes", Some("bytes"), "process"),
                "Resident memory",
            ),
            (title(Kind::Gauge, "process_open_fds", None, "process"), "Open file descriptors"),
            (title(Kind::Histogram, "job_queue_seconds", Some("seconds"), "jobs"), "Job queue time"),
            (title(Kind::Info, "application_info", None, "application"), "Application"),
            (title(Kind::Counter, "http_requests_total", None, "http_server"), "HTTP requests"),
        ];
        for (title, expected) in of {
            assert_eq!(title, expected);
        }
    }

    #[test]
    fn the_help_text_is_not_a_title() {
        let title = |name, help| title(&family(Kind::Counter, name, None, "shop", help));
        assert_eq!(title("grapevine_orders_total", "Orders that were placed."), "Orders");
        assert_eq!(title("orders_total", "Orders that were placed."), "Orders");
    }

    #[test]
    fn metrics_of_gapless_have_their_names_without_it() {
        let title = |name| own(&family(Kind::Counter, name, None, "gapless", ""));
        assert_eq!(title("gapless_label_conflicts_total"), "Label conflicts");
        assert_eq!(title("gapless_overflowed_total"), "Overflowed");
    }

    #[test]
    fn families_with_equal_titles_have_their_whole_names() {
        let of = |name, group| family(Kind::Gauge, name, None, group, "");
        let (first, second) = (of("grapevine_work_queue_depth", "work"), of("queue_depth", "work"));
        let titles = Titles::new(&[&first, &second]);
        assert_eq!(
            (titles.of(&first), titles.of(&second)),
            ("Grapevine work queue depth".into(), "Queue depth".into())
        );
    }

    #[test]
    fn a_name_that_is_its_own_namespace_stays() {
        assert_eq!(title(&family(Kind::Gauge, "grapevine_", None, "", "")), "Grapevine");
        assert_eq!(named("http_server"), "HTTP server");
        assert_eq!(in_words("task_id"), "task ID");
        assert_eq!(in_words("http.route"), "HTTP route");
    }
}
