//! A disabled instance. The test needs a separate process, because nothing records after the instance has started.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use gapless::Registry;
use gapless::config::Config;
use gapless::plugins::{ManualGroup, PollingGroup};
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

#[tokio::test]
async fn a_disabled_instance_runs_nothing_records_nothing_and_answers_503() {
    let n_tasks = || Handle::current().metrics().num_alive_tasks();
    let (before, config) = (n_tasks(), Config::new().disabled(true));
    let builder = gapless::builder()
        .config(config)
        .polling_group(PollingGroup::new::<()>("poll", || panic!("it runs")));
    let instance = builder.manual_group(ManualGroup::new("manual", work)).start().await.expect("it starts");
    instance.refresh().await;
    work();
    assert_eq!((n_tasks(), instance.measurements().len(), instance.server_addr()), (before, 0, None));
    assert!(jobs_total().get() == 0 && Registry::global().gather().family("jobs_total").is_none());
    let request = Request::get("/metrics").body(Body::empty()).expect("it is a request");
    let answer = instance.router::<()>().oneshot(request).await.expect("it answers");
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    instance.shutdown().await;
}
