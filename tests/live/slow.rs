//! Clients that read slowly or not at all.

use std::time::Duration;

use gapless::defmetrics;

use super::client::{Stream, post};
use super::own::value;
use super::{page_of, wait};

defmetrics! {
    #![namespace = "slow"]
    #![group = "slow"]

    /// Series of a client that does not read.
    #[max_series(1000)]
    gauge unread_ratio(text: &str);

    /// Series that many topics show.
    #[max_series(1000)]
    gauge wide_ratio(text: &str);

    /// Series with labels that a client misses.
    #[max_series(1000)]
    gauge missed_ratio(text: &str);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_misses_messages_and_nobody_else_does() {
    for n in 0..150 {
        unread_ratio(&format!("{n}{}", "x".repeat(20))).set(1.0 / 3.0 + f64::from(n));
    }
    let counted = || value("gapless_live_dropped_messages_total", &[]);
    let (app, before) = (page_of("slow"), counted());
    let mut slow = Stream::open(&app, &[]).await;
    let client = slow.client().await;
    post(&app, &serde_json::json!({ "client": client, "join": ["slow_unread_ratio"] })).await;
    let (mut size, mut n) = (0, 0);
    slow.data("points").await;
    let mut quick = Stream::open(&app, &["slow_unread_ratio"]).await;
    let mut last = None;
    for _ in 0..800 {
        let points = quick.data("points").await;
        let time = points["timestamp"].as_u64();
        assert!(last.is_none_or(|last: u64| time == Some(last + 1000)), "{last:?} {time:?}");
        last = time;
    }
    let dropped = loop {
        let event = slow.next().await.expect("the stream goes on");
        if event.name == "dropped" {
            break event.data["messages"].as_u64().expect("the count is a number");
        }
        assert_eq!(event.name, "points");
        (size, n) = (size + event.data.to_string().len(), n + 1);
    };
    assert!(size <= 1024 * 1024, "{size}");
    assert!((799..=801).contains(&(n + dropped)), "{n} arrived, {dropped} were dropped");
    assert!(counted() >= before + dropped as f64, "other tests drop messages too");
    let next = slow.data("points").await;
    assert!(next["timestamp"].as_u64() > last);
}

#[tokio::test(start_paused = true)]
async fn a_join_of_large_topics_does_not_fill_the_buffer() {
    for n in 0..150 {
        wide_ratio(&format!("{n}{}", "x".repeat(20))).set(1.0 / 3.0 + f64::from(n));
    }
    let app = page_of("slow");
    let topics: Vec<_> = (0..900).map(|n| format!("slow_wide_ratio@p{}", f64::from(n) / 100.0)).collect();
    let mut stream = Stream::open(&app, &[]).await;
    let client = stream.client().await;
    for topics in topics.chunks(100) {
        post(&app, &serde_json::json!({ "client": client, "join": topics })).await;
    }
    wait(5).await;
    let (mut size, mut n_series) = (0, 0);
    while n_series < 900 {
        let event = stream.next().await.expect("the stream goes on");
        assert_ne!(event.name, "dropped");
        size += event.data.to_string().len();
        n_series += usize::from(event.name == "series");
    }
    assert!(size > 2 * 1024 * 1024, "{size}");
    let names = stream.names(Duration::from_secs(3)).await;
    assert!(names.iter().filter(|name| *name == "points").count() >= 900);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_missed_labels_gets_them_again() {
    let app = page_of("slow");
    let mut slow = Stream::open(&app, &["slow_missed_ratio"]).await;
    slow.data("points").await;
    for n in 0..150 {
        missed_ratio(&format!("{n}{}", "x".repeat(20))).set(1.0 / 3.0 + f64::from(n));
    }
    wait(800).await;
    missed_ratio("late").set(0.5);
    wait(2).await;
    slow.event("dropped").await;
    assert_eq!(slow.data("joined").await["status"], "ok");
    let series = slow.data("series").await;
    assert!(series.to_string().contains("late"), "{series}");
    slow.data("points").await;
    gapless::Registry::global().find("slow_missed_ratio").with_label("text", "late").remove();
}
