//! Fire drills: faults on purpose. Each answers with a page that shows which series moved.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use gapless::{Registry, defmetrics, dynamic, instrument_metric};
use thiserror::Error;
use tokio::time::{sleep, timeout};
use tower_http::catch_panic::CatchPanicLayer;

use crate::pages::{self, escape};
use crate::site::Site;

/// The time after which a stalled call is dropped, if the visitor has not left before.
const LONGEST_STALL: Duration = Duration::from_secs(10);

/// The number of failing calls in a burst.
const BURST: usize = 20;

/// The words of a drill. Those that [`words_total`] does not list are counted together.
const WORDS: [&str; 5] = ["lantern", "sword", "troll", "grue", "plugh"];

defmetrics! {
    #![namespace = "grapevine_drill"]
    #![group = "drill"]

    /// Words of the drill that overflows a label: two have a series each, and all others share one.
    #[max_series(2)]
    #[seed(word = ["lantern", "sword"])]
    counter words_total(word: &str);
}

/// A drill, and the series that it moves.
struct Drill {
    path: &'static str,
    method: &'static str,
    title: &'static str,
    text: &'static str,
    moves: &'static [Moved],
}

/// A series, by the name of its metric and the labels that identify it.
struct Moved {
    metric: &'static str,
    labels: &'static [(&'static str, &'static str)],
}

const DRILLS: [Drill; 5] = [
    Drill {
        path: "/drill/panic",
        method: "get",
        title: "Panic",
        text: "The handler panicked. The answer has the status 500, and the call counts as a panic.",
        moves: &[Moved {
            metric: "function_calls_total",
            labels: &[("function", "panic"), ("outcome", "panic")],
        }],
    },
    Drill {
        path: "/drill/stall",
        method: "get",
        title: "Stall",
        text: "The handler did not answer for ten seconds, and was dropped. The call counts as cancelled, as it does \
               when the visitor leaves earlier.",
        moves: &[Moved {
            metric: "function_calls_total",
            labels: &[("function", "stall"), ("outcome", "cancelled")],
        }],
    },
    Drill {
        path: "/drill/errors",
        method: "post",
        title: "Error burst",
        text: "A function was called twenty times, and returned an error each time.",
        moves: &[Moved {
            metric: "function_calls_total",
            labels: &[("function", "look_up"), ("outcome", "error")],
        }],
    },
    Drill {
        path: "/drill/overflow",
        method: "post",
        title: "Overflow",
        text: "Five words were counted by a label that has room for two. The other three share one series, so that \
               visitors cannot fill the memory of Prometheus.",
        moves: &[Moved {
            metric: "gapless_overflowed_total",
            labels: &[("metric", "grapevine_drill_words_total")],
        }],
    },
    Drill {
        path: "/drill/job",
        method: "post",
        title: "Slow job",
        text: "A job that takes three seconds is in the queue, unless eight jobs already waited there.",
        moves: &[
            Moved { metric: "jobs_in_flight", labels: &[("queue", "site"), ("kind", "slow_job")] },
            Moved { metric: "jobs", labels: &[("queue", "site"), ("state", "pending")] },
        ],
    },
];

/// Returns the routes of the drills. `metrics` has the metrics of the plugins.
pub(crate) fn router(metrics: dynamic::Registry) -> Router<Site> {
    Router::new()
        .route("/drill/panic", get(panic))
        .route("/drill/stall", get(stalled))
        .route("/drill/errors", post(errors))
        .route("/drill/overflow", post(overflow))
        .route("/drill/job", post(job))
        .route_layer(CatchPanicLayer::new())
        .route_layer(middleware::from_fn_with_state(metrics, report))
}

/// Answers with a page that has the values before and after the drill.
async fn report(State(metrics): State<dynamic::Registry>, request: Request, next: Next) -> Response {
    let drill = DRILLS.iter().find(|drill| drill.path == request.uri().path());
    let Some(drill) = drill else { return next.run(request).await };
    let before = drill.values(&metrics);
    let status = next.run(request).await.status();
    let after = if status.is_success() {
        drill.values_after(&metrics, &before).await
    } else {
        drill.values(&metrics)
    };
    (status, drill.page(&before, &after)).into_response()
}

impl Drill {
    fn values(&self, metrics: &dynamic::Registry) -> Vec<f64> {
        self.moves.iter().map(|moved| moved.value(metrics)).collect()
    }

    /// Returns the values once they differ from those before: a job starts a little later.
    async fn values_after(&self, metrics: &dynamic::Registry, before: &[f64]) -> Vec<f64> {
        for _ in 0..30 {
            if self.values(metrics) != before {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        self.values(metrics)
    }

    fn page(&self, before: &[f64], after: &[f64]) -> Html<String> {
        let rows: String = self.moves.iter().zip(before.iter().zip(after)).map(row).collect();
        let Drill { path, method, text, .. } = self;
        let body = format!(
            "<p>{}</p>\n<table class=moved><thead><tr><th>Series<th>before<th>now</thead>\n{rows}</table>\n\
             <form method={method} action={path}><button>Again</button> <a href=/>Back to the start page</a></form>\n",
            escape(text)
        );
        pages::page(&format!("Drill: {}", self.title), &body)
    }
}

fn row((moved, (before, after)): (&Moved, (&f64, &f64))) -> String {
    let Moved { metric, .. } = moved;
    format!(
        "<tr><td><a href=\"/metrics/live/#{metric}\">{}</a><td>{before}<td>{after}\n",
        escape(&moved.text())
    )
}

impl Moved {
    /// Returns the value of the series, which either the program or a plugin has.
    fn value(&self, metrics: &dynamic::Registry) -> f64 {
        [Registry::global().find(self.metric), metrics.find(self.metric)]
            .into_iter()
            .map(|found| {
                self.labels.iter().fold(found, |found, (label, value)| found.with_label(label, value)).sum()
            })
            .sum()
    }

    fn text(&self) -> String {
        let labels: Vec<_> =
            self.labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
        format!("{}{{{}}}", self.metric, labels.join(","))
    }
}

/// Panics, which counts as `outcome="panic"`.
#[instrument_metric]
async fn panic() {
    panic!("this is a fire drill");
}

async fn stalled() -> StatusCode {
    // The visitor has either left, or waited long enough.
    let _ = timeout(LONGEST_STALL, stall()).await;
    StatusCode::OK
}

/// Never responds. The call is in `function_in_flight` until it is dropped, which counts as `outcome="cancelled"`.
#[instrument_metric]
async fn stall() {
    std::future::pending::<()>().await;
}

async fn errors() {
    for word in WORDS.iter().cycle().take(BURST) {
        let _ = look_up(word); // counted as `outcome="error"`
    }
}

#[derive(Debug, Error)]
#[error("nobody here knows `{0}`; ask in another tavern")]
struct UnknownWord(&'static str);

/// Always returns an error, which counts as `outcome="error"`.
#[instrument_metric]
fn look_up(word: &'static str) -> Result<(), UnknownWord> {
    Err(UnknownWord(word))
}

async fn overflow() {
    WORDS.iter().for_each(|word| words_total(word).inc());
}

async fn job(State(site): State<Site>) -> StatusCode {
    if site.queue.add_slow_job() { StatusCode::OK } else { StatusCode::CONFLICT }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start::START;

    #[test]
    fn each_drill_has_a_button_on_the_start_page() {
        for Drill { path, method, title, .. } in &DRILLS {
            let form = format!("<form method=\"{method}\" action=\"{path}\"");
            assert!(START.contains(&form) && START.contains(&format!("<button>{title}</button>")), "{form}");
        }
    }

    #[tokio::test]
    async fn a_burst_and_an_overflow_move_the_series_that_their_pages_show() {
        let metrics = dynamic::Registry::new();
        let values = |path| {
            let drill = DRILLS.iter().find(|drill| drill.path == path).unwrap();
            drill.values(&metrics)
        };
        let (before_burst, before_overflow) = (values("/drill/errors"), values("/drill/overflow"));
        errors().await;
        overflow().await;
        assert_eq!(values("/drill/errors"), [before_burst[0] + 20.0]);
        assert_eq!(values("/drill/overflow"), [before_overflow[0] + 3.0]);
    }
}
