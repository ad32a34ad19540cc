//! Suggests the name that was probably intended.

use strsim::levenshtein;

/// Returns the most similar known name, if more than half of it is equal.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (distance, nearest) = known.map(|known| (levenshtein(name, known), known)).min()?;
    (distance * 2 < nearest.len().max(name.len())).then_some(nearest)
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
