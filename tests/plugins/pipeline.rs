//! Pipelines.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures_util::FutureExt as _;
use gapless::Instance;
use gapless::plugins::{BatchResult, Pipeline, PipelineStage, PluginOptions};
use tokio::time::{sleep, timeout};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

use crate::{start, text, value};

/// The stage `resize` of a started plugin.
async fn resize() -> (PipelineStage, Instance) {
    let pipeline = Pipeline::new();
    let stage = pipeline.stage("resize");
    (stage, start(pipeline).await)
}

/// The messages of the stage by outcome: `ok`, `error`, `panic` and `cancelled`.
fn messages(instance: &Instance) -> [f64; 4] {
    ["ok", "error", "panic", "cancelled"].map(|outcome| {
        let series = format!("pipeline_messages_total{{stage=\"resize\",outcome=\"{outcome}\"}}");
        value(instance, &series).expect("it starts at zero")
    })
}

fn stage_value(instance: &Instance, name: &str, more: &str) -> Option<f64> {
    value(instance, &format!("pipeline_{name}{{stage=\"resize\"{more}}}"))
}

#[tokio::test(start_paused = true)]
async fn messages_are_counted_and_timed_by_outcome() {
    let (stage, instance) = resize().await;
    assert_eq!(messages(&instance), [0.0; 4]);
    stage.message(sleep(Duration::from_secs(2))).await;
    stage.message(async { Err::<(), _>("not an image") }).await.unwrap_err();
    assert_eq!(stage.call(|| Ok::<_, Infallible>(7)), Ok(7));
    AssertUnwindSafe(stage.message(async { assert_eq!(1, 2) })).catch_unwind().await.unwrap_err();
    timeout(Duration::from_secs(9), stage.message(std::future::pending::<()>())).await.unwrap_err();

    assert_eq!(messages(&instance), [2.0, 1.0, 1.0, 1.0]);
    assert_eq!(stage_value(&instance, "message_duration_seconds_sum", ",outcome=\"ok\""), Some(2.0));
    assert_eq!(stage_value(&instance, "message_duration_seconds_sum", ",outcome=\"cancelled\""), Some(9.0));
    assert_eq!(stage_value(&instance, "message_duration_seconds_count", ",outcome=\"ok\""), Some(2.0));
    assert_eq!(stage_value(&instance, "batch_size_count", ""), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_hundred_stages_have_series_of_their_own_with_many_buckets() {
    let pipeline = Pipeline::new().options(PluginOptions::new().buckets((1..=30).map(f64::from)));
    let instance = start(pipeline.clone()).await;
    for number in 0..100 {
        let _stage = pipeline.stage(&number.to_string());
    }
    assert!(!text(&instance).contains(r#"stage="_other""#));
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_five_with_two_failures_counts_both() {
    let (stage, instance) = resize().await;
    let work = async {
        sleep(Duration::from_secs(4)).await;
        vec![Ok(1), Err("empty"), Ok(2), Err("empty"), Ok(3)]
    };
    assert_eq!(stage.batch(5, work).await.len(), 5);
    assert_eq!(messages(&instance), [3.0, 2.0, 0.0, 0.0]);
    assert_eq!(stage_value(&instance, "batch_size_sum", ""), Some(5.0));
    assert_eq!(stage_value(&instance, "batch_size_bucket", ",le=\"1\""), Some(0.0));
    assert_eq!(stage_value(&instance, "batch_size_bucket", ",le=\"5\""), Some(1.0));
    assert_eq!(stage_value(&instance, "batch_duration_seconds_sum", ""), Some(4.0));
    assert_eq!(stage_value(&instance, "message_duration_seconds_count", ",outcome=\"ok\""), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_batch_with_one_end_counts_all_of_its_messages() {
    let (stage, instance) = resize().await;
    stage.call_batch(3, || Ok::<_, &str>(())).unwrap();
    stage.call_batch(4, || Err::<(), _>("the disk is full")).unwrap_err();
    catch_unwind(AssertUnwindSafe(|| stage.call_batch(5, || assert_eq!(1, 2)))).unwrap_err();
    let pending = stage.batch(6, std::future::pending::<()>());
    assert!(pending.now_or_never().is_none());
    stage.batch(0, async {}).await;
    assert_eq!(messages(&instance), [3.0, 4.0, 5.0, 6.0]);
    assert_eq!(stage_value(&instance, "batch_size_count", ""), Some(5.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_type_of_the_program_counts_the_failures_of_a_batch() {
    struct Rejected(usize);

    impl BatchResult for Rejected {
        fn failures(&self, _: usize) -> usize {
            self.0
        }
    }

    let (stage, instance) = resize().await;
    stage.call_batch(10, || Rejected(4));
    stage.call_batch(2, || Rejected(100));
    let _each = stage.call_batch(2, || [Ok(()), Err(())]);
    assert_eq!(messages(&instance), [7.0, 7.0, 0.0, 0.0]);
    instance.shutdown().await;
}

#[tokio::test]
async fn a_layer_counts_the_requests_of_a_service() {
    let (stage, instance) = resize().await;
    let parse = service_fn(|line: &'static str| async { line.parse::<u32>() });
    let service = ServiceBuilder::new().layer(stage.layer()).service(parse);
    assert_eq!(service.clone().oneshot("4711").await, Ok(4711));
    service.oneshot("none").await.unwrap_err();
    assert_eq!(messages(&instance), [1.0, 1.0, 0.0, 0.0]);
    instance.shutdown().await;
}

#[tokio::test]
async fn the_options_change_the_buckets_of_durations_and_not_of_sizes() {
    let pipeline = Pipeline::new().options(PluginOptions::new().buckets([7.0]));
    let _stage = pipeline.stage("resize");
    let instance = start(pipeline).await;
    let text = text(&instance);
    assert_eq!(text.matches("le=\"7\"").count(), 5); // one batch duration, and messages by outcome
    assert!(text.contains("\npipeline_batch_size_bucket{stage=\"resize\",le=\"20\"} 0\n"), "{text}");
    instance.shutdown().await;
}
