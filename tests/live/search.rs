//! The list of metrics.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use gapless::defmetrics;
use gapless::encode::View;
use gapless::live::Live;
use serde_json::{Value, json};

use super::built;
use super::client::get;

defmetrics! {
    #![namespace = "search"]
    #![group = "search"]

    /// Orders that were *paid*, by customer.
    #[max_series(20)]
    counter orders_total(customer: &str, paid: bool);
}

async fn search(query: &str) -> Value {
    let app: Router =
        Live::new(built(View::builder().groups(["live", "search"]))).history(Duration::ZERO).router();
    let (status, found) = get(&app, &format!("metrics{query}")).await;
    assert_eq!(status, StatusCode::OK);
    found
}

#[tokio::test]
async fn metrics_are_found_by_name_help_label_and_value() {
    for (query, names, matches) in [
        ("?search=LOGINS", json!(["live_logins_total"]), json!([])),
        ("?search=visitors+seconds", json!([]), json!([])),
        ("?search=ok", json!(["live_logins_total"]), json!([])),
        ("?search=logins+true", json!(["live_logins_total"]), json!([{ "ok": "true" }])),
    ] {
        let found = search(query).await;
        let metrics = found["metrics"].as_array().expect("the answer has a list");
        let found: Vec<_> = metrics.iter().map(|metric| metric["name"].clone()).collect();
        assert_eq!(json!(found), names, "{query}");
        assert_eq!(metrics.first().map_or(json!([]), |metric| metric["matches"].clone()), matches, "{query}");
    }
}

#[tokio::test]
async fn each_word_must_occur_and_the_series_with_the_words_are_shown() {
    for n in 0..8 {
        orders_total(&format!("Müller & Söhne {n}"), n % 2 == 0).inc();
    }
    let found = search("?search=MÜLLER+orders+TRUE").await;
    assert_eq!((&found["total"], &found["series"]), (&json!(1), &json!(16)));
    let metric = &found["metrics"][0];
    assert_eq!(metric["labels"], json!(["customer", "paid"]));
    assert_eq!(
        (&metric["type"], &metric["unit"], &metric["group"]),
        (&json!("counter"), &Value::Null, &json!("search"))
    );
    let matches = metric["matches"].as_array().expect("the matches are a list");
    assert_eq!(matches.len(), 5);
    assert!(matches.iter().all(|labels| labels["paid"] == "true"), "{matches:?}");
    assert_eq!(search("?search=müller+visitors").await["total"], 0);
}

#[tokio::test]
async fn the_answer_counts_the_metrics_of_all_groups_and_lists_as_many_as_the_client_wants() {
    let found = search("").await;
    let n_live = found["groups"][0][1].as_u64().expect("a group has a number of metrics");
    assert_eq!(found["groups"], json!([["live", n_live], ["search", 1]]));
    assert_eq!(found["total"].as_u64(), Some(n_live + 1));
    let found = search("?limit=1").await;
    assert_eq!(
        (found["metrics"].as_array().map(Vec::len), found["total"].as_u64()),
        (Some(1), Some(n_live + 1))
    );
    let found = search("?group=search").await;
    assert_eq!((&found["total"], &found["metrics"][0]["name"]), (&json!(1), &json!("search_orders_total")));
    assert_eq!(found["groups"][0], json!(["live", n_live]));
}
