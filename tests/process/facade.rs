//! The recorder of the facade `metrics`, which a process has one of.

use gapless::Sources;
use gapless::metrics::{InstallError, Recorder};
use metrics::{counter, gauge};

#[test]
fn handles_that_were_taken_before_the_installation_count() {
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
    assert_eq!(error, InstallError::Twice);
    assert!(error.to_string().ends_with("install it once, and clone what that returns"));
}
