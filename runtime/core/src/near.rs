//! Which name was probably meant.

/// The known name that differs least, if more than half of it is the same.
pub(crate) fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let (distance, nearest) = known.map(|known| (distance(name, known), known)).min()?;
    (distance * 2 < nearest.len().max(name.len())).then_some(nearest)
}

/// How many letters have to be added, removed or changed to make one name the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_unless_none_is_near() {
        let known = ["chat_messages_total", "chat_listeners", "logins_total"];
        let cases = [
            ("chat_message_total", Some("chat_messages_total")),
            ("messages_total", Some("chat_messages_total")),
            ("chat_listenres", Some("chat_listeners")),
            ("login_total", Some("logins_total")),
            ("queue_length", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
        }
        assert_eq!(nearest("any", std::iter::empty()), None);
    }
}
