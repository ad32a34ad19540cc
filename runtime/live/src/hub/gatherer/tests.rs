use std::time::Duration;

use super::super::member::PART;
use super::*;
use crate::own::Transport;

fn gatherer() -> Gatherer {
    let settings = Settings {
        view: View::default(),
        interval: Duration::from_secs(1),
        history: Duration::ZERO,
        max_history_series: 0,
        max_clients: 1,
    };
    Gatherer::new(&settings)
}

#[test]
fn a_client_pulls_a_large_join_in_small_parts() {
    let (mut gatherer, now) = (gatherer(), Instant::now());
    let client = Arc::new(Client::new("client".to_owned(), Transport::Sse));
    for n in 0..1000 {
        let answer = gatherer.join(&client, &format!("gapless_info@p{}", f64::from(n) / 100.0), None, now);
        assert!(matches!(answer, Answer::Joined(joined) if joined["status"] == "ok"));
    }
    let (mut n_parts, mut n_messages, mut has_more) = (0, 0, true);
    while has_more {
        let (part, more) = gatherer.pull("client");
        let size: usize = part.iter().map(Message::len).sum();
        assert!(size < PART + 4096, "{size}");
        (n_parts, n_messages, has_more) = (n_parts + 1, n_messages + part.len(), more);
    }
    assert_eq!(n_messages, 2000);
    assert!(n_parts > 3, "{n_parts}");
}

#[test]
fn topics_and_families_are_forgotten_with_their_last_client() {
    let (mut gatherer, now) = (gatherer(), Instant::now());
    let clients = ["one", "two"].map(|id| Arc::new(Client::new(id.to_owned(), Transport::Sse)));
    for client in &clients {
        gatherer.join(client, "gapless_info", None, now);
        gatherer.join(client, "gapless_conflicts", None, now);
    }
    let left = |gatherer: &mut Gatherer| {
        gatherer.forget_unused();
        let families =
            ["gapless_info", "gapless_conflicts"].map(|name| gatherer.reader.family(name).is_some());
        (gatherer.topics.len(), families, gatherer.clients.len())
    };
    assert_eq!(left(&mut gatherer), (2, [true, true], 2));
    clients[0].leave();
    gatherer.leave("two", &["gapless_info".to_owned()]);
    assert_eq!(left(&mut gatherer), (1, [false, true], 1));
    clients[1].leave();
    assert_eq!(left(&mut gatherer), (0, [false, false], 0));
}
