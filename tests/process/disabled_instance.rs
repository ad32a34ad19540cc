//! A disabled instance. The test needs a separate process, because nothing records after the instance has started.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use gapless::Registry;
use gapless::config::Config;
use gapless::plugins::{ManualGroup, PollingGroup};
use gapless::report::{Batch, Context, Failure, Message, Reporter, every};
use tokio::runtime::Handle;
use tower::ServiceExt;

gapless::defmetrics! {
    /// Jobs.
    counter jobs_total;
}

#[gapless::instrument_metric]
fn work() {
    jobs_total().inc();
}

/// A reporter that must not run.
struct Idle;

impl Reporter for Idle {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        panic!("it runs");
    }

    fn check(&self, _: &Context) -> Result<(), Failure> {
        panic!("it runs");
    }

    async fn start(&mut self, _: &Context) -> Result<(), Failure> {
        panic!("it runs");
    }

    fn message(&mut self, _: Message) {
        panic!("it runs");
    }

    async fn stop(&mut self, _: Duration) -> Result<(), Failure> {
        panic!("it runs");
    }
}

#[tokio::test]
async fn a_disabled_instance_runs_nothing_records_nothing_and_answers_503() {
    let n_tasks = || Handle::current().metrics().num_alive_tasks();
    let (before, config) = (n_tasks(), Config::new().disabled(true));
    let builder = gapless::builder()
        .config(config)
        .polling_group(PollingGroup::new::<()>("poll", || panic!("it runs")));
    let builder = builder.manual_group(ManualGroup::new("manual", work));
    let second = Duration::from_secs(1);
    let instance = builder.reporter(Idle, every(second)).start().await.expect("it starts");
    let reporters = instance.reporters();
    reporters.subscribe("idle", every(second)).expect("the reporter exists");
    reporters.report_now("idle").await.expect("the program works as with an enabled instance");
    reporters.cast("idle", "message").expect("the reporter exists");
    assert_eq!(reporters.reporters()[0].subscriptions, 2);
    instance.refresh().await;
    instance.set_period("poll", second).expect("the program works as with an enabled instance");
    work();
    assert_eq!((n_tasks(), instance.measurements().len(), instance.server_addr()), (before, 0, None));
    assert!(jobs_total().get() == 0 && Registry::global().gather().family("jobs_total").is_none());
    let request = Request::get("/metrics").body(Body::empty()).expect("it is a request");
    let answer = instance.router::<()>().oneshot(request).await.expect("it answers");
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    instance.shutdown().await;
}
