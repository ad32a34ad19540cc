//! A metric with 100,000 series.

use gapless::defmetrics;
use serde_json::{Value, json};

use super::client::{Stream, get};
use super::page_of;

defmetrics! {
    #![namespace = "large"]
    #![group = "large"]

    /// Visits.
    #[max_series(200_000)]
    counter visits_total(user: &str);

    /// Turns.
    #[max_series(2_000)]
    counter turns_total(user: &str);
}

#[tokio::test(start_paused = true)]
async fn the_greatest_series_of_many_are_shown() {
    for n in 0..100_000_u64 {
        visits_total(&format!("user{n}")).inc_by(n);
    }
    let app = page_of("large");
    let mut stream = Stream::open(&app, &["large_visits_total@value"]).await;
    assert_eq!(stream.data("joined").await["n_series"], 100_000);
    let series = stream.data("series").await["series"].clone();
    assert_eq!(series.as_array().map(Vec::len), Some(200));
    assert_eq!(
        (&series[0], &series[199]),
        (&json!({ "user": "user99999" }), &json!({ "user": "user99800" }))
    );
    let values =
        |points: &Value| points["values"]["value"].as_array().expect("the values are a list").clone();
    assert_eq!(values(&stream.data("points").await).len(), 200);
    visits_total("user5").inc_by(1_000_000);
    let new = stream.data("series").await;
    assert_eq!((&new["first"], &new["series"]), (&json!(200), &json!([{ "user": "user5" }])));
    let points = stream.data("points").await;
    assert_eq!(points["gone"], json!([199]));
    assert_eq!(values(&points)[199..], [Value::Null, json!(1_000_005)]);

    let mut one = Stream::open(&app, &["large_visits_total{user=\"user7\"}"]).await;
    assert_eq!(one.data("joined").await["n_series"], 1);
    assert_eq!(one.data("points").await["values"]["value"], json!([7]));

    let (_, found) = get(&app, "metrics?search=USER9999").await;
    assert_eq!(found["series"], 100_000);
    let matches = json!(
        ["user9999", "user99990", "user99991", "user99992", "user99993"].map(|user| json!({ "user": user }))
    );
    assert_eq!(found["metrics"][0]["matches"], matches);
}

#[tokio::test(start_paused = true)]
async fn a_topic_whose_greatest_series_change_often_is_joined_again() {
    for n in 0..1_000_u64 {
        turns_total(&format!("user{n}")).inc();
    }
    let mut stream = Stream::open(&page_of("large"), &["large_turns_total@value"]).await;
    stream.data("joined").await;
    let mut n = 0;
    loop {
        let event = stream.next().await.expect("the stream goes on");
        match &*event.name {
            "joined" => break,
            "points" => {
                n += 1;
                for user in 0..20 {
                    turns_total(&format!("user{}", (n * 20 + user) % 1_000)).inc_by(10 * n);
                }
            }
            _ => {}
        }
    }
    assert!((40..60).contains(&n), "{n}");
    assert_eq!(stream.data("series").await["first"], 0);
    let points = stream.data("points").await;
    assert!(values(&points).len() <= 220);
}

fn values(points: &Value) -> Vec<Value> {
    points["values"]["value"].as_array().expect("the values are a list").clone()
}
