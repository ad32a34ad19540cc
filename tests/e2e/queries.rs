//! The query API of Prometheus, which VictoriaMetrics has too.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use serde_json::Value;

use crate::eventually::eventually;

/// A series and its value in the result of a query.
pub(crate) type Sample = (Value, f64);

/// The labels of a series, `__name__` included.
pub(crate) type Labels = BTreeMap<String, String>;

/// The samples of each series, each with its time in milliseconds.
pub(crate) type Samples = BTreeMap<Labels, Vec<(u64, f64)>>;

/// The query API at an address.
#[derive(Clone, Debug)]
pub(crate) struct Queries {
    url: String,
}

impl Queries {
    pub(crate) fn new(address: &str) -> Self {
        Queries { url: format!("http://{address}") }
    }

    /// Returns the numbers in the result of a query with these parameters. Native histograms are not numbers.
    pub(crate) async fn ask(&self, query: &[(&str, &str)]) -> Vec<Sample> {
        let data = self.get("query", query).await;
        let samples = data["result"].as_array().expect("an instant vector is a list");
        let numbers = samples.iter().filter(|sample| sample["histogram"].is_null());
        numbers.map(|sample| (sample["metric"].clone(), number(&sample["value"][1]))).collect()
    }

    /// Returns the value of each series that a query selects.
    pub(crate) async fn values(&self, query: &str) -> BTreeMap<Labels, f64> {
        let samples = self.ask(&[("query", query)]).await.into_iter();
        samples.map(|(metric, value)| (labels(&metric), value)).collect()
    }

    /// Returns the stored samples of each series that a selector selects, without stale markers.
    pub(crate) async fn stored(&self, selector: &str) -> Samples {
        let data = self.get("query", &[("query", &format!("{selector}[1h]"))]).await;
        let series = data["result"].as_array().expect("a matrix is a list").iter();
        let samples = |series: &Value| {
            let values = series["values"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
            let samples = values.map(|value| (milliseconds(&value[0]), number(&value[1])));
            samples.filter(|(_, value)| !value.is_nan()).collect()
        };
        series.map(|series| (labels(&series["metric"]), samples(series))).collect()
    }

    /// Returns the labels and the exemplars of each series that a query selects.
    pub(crate) async fn exemplars(&self, query: &str) -> Vec<Value> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later").as_secs();
        let (start, end) = ((now - 3600).to_string(), (now + 60).to_string());
        let data = self.get("query_exemplars", &[("query", query), ("start", &start), ("end", &end)]).await;
        data.as_array().expect("series are a list").clone()
    }

    /// Returns the data of the answer of an endpoint.
    pub(crate) async fn get(&self, what: &str, query: &[(&str, &str)]) -> Value {
        let url = format!("{}/api/v1/{what}", self.url);
        let answer = eventually("the server is ready", async || {
            let request = reqwest::Client::new().get(&url).query(query);
            let answer = request.send().await.expect("the server answers");
            (answer.status() != StatusCode::SERVICE_UNAVAILABLE).then_some(answer)
        })
        .await;
        let mut answer: Value = answer.json().await.expect("it answers in JSON");
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        answer["data"].take()
    }
}

/// Reads the labels of a series.
pub(crate) fn labels(metric: &Value) -> Labels {
    let labels = metric.as_object().expect("labels are an object").iter();
    let text = |value: &Value| value.as_str().expect("a label is a string").to_owned();
    labels.map(|(name, value)| (name.clone(), text(value))).collect()
}

/// Reads a number, which is a string in answers.
pub(crate) fn number(text: &Value) -> f64 {
    text.as_str().and_then(|text| text.parse().ok()).expect("a value is a number in a string")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a time of this century")]
fn milliseconds(seconds: &Value) -> u64 {
    (seconds.as_f64().expect("a time is a number") * 1000.0).round() as u64
}
