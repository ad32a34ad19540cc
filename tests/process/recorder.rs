//! The `metrics` recorder. The tests need a separate process, because a process can have only one recorder.

use gapless::metrics::{ErrorKind, Recorder};
use gapless::sources::Sources;
use metrics::{counter, gauge, histogram};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

#[test]
fn handles_created_before_the_installation_record() {
    let early = counter!("early", "by" => "library");
    early.increment(1);
    let recorder = Recorder::builder().install().unwrap();
    early.increment(2);
    gauge!("late").set(4.0);
    let sources = Sources::new();
    sources.add(recorder).unwrap();
    let collection = sources.collect().wait();
    let value = |name| collection.family(name).map(|family| family.series[0].value.as_f64());
    assert_eq!((value("early_total"), value("late")), (Some(3.0), Some(4.0)));

    let error = Recorder::builder().install().unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Installed);
    assert!(error.to_string().ends_with("clone the recorder that `install` returns"));
}

/// A layer that counts log lines through the crate `metrics`, including those of refused metrics.
struct CountsLogs;

impl<S: Subscriber> Layer<S> for CountsLogs {
    fn on_event(&self, _: &tracing::Event<'_>, _: Context<'_, S>) {
        counter!("logs").increment(1);
        histogram!("log_sizes", "le" => "1").record(1.0);
    }
}

#[test]
fn a_refused_name_is_logged_once_also_to_layers_that_use_the_recorder() {
    // For the whole process, because a subscriber of one thread does not receive what a layer logs.
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(CountsLogs)).unwrap();
    counter!("logged.jobs").increment(1);
    for _ in 0..3 {
        counter!("logged_jobs").increment(1); // would have the same name
        histogram!("logged_sizes", "le" => "1").record(1.0);
    }
    let logs = Recorder::early().unwrap().registry().find("logs_total").sum();
    assert_eq!(logs, 3.0, "with that of the layer's own");
}
