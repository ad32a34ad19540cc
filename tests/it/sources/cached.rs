//! Sources that are called at most once in a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gapless::snapshot::Value;
use gapless::sources::{CachedSource, Samples, Source, Sources, source_fn};

const HOUR: Duration = Duration::from_secs(3600);

/// Returns a source that emits how often it was called, and fails while it is called for the first `failures` times.
fn counting(failures: u64, time: Duration) -> CachedSource<impl Source> {
    let calls = Arc::new(AtomicU64::new(0));
    let collect = move |samples: &mut Samples| match calls.fetch_add(1, Ordering::Relaxed) + 1 {
        call if call <= failures => Err("the database is away".into()),
        call => {
            samples.gauge("cached_calls", "Calls.").value(call);
            Ok(())
        }
    };
    source_fn("counting", collect).cached(time)
}

/// Collects three times, and returns the emitted numbers.
fn collected(source: impl Source) -> [Option<f64>; 3] {
    let sources = Sources::with_limit(HOUR);
    sources.add(source).expect("the name is free");
    [(); 3].map(|()| {
        let collection = sources.collect().wait();
        collection
            .family("cached_calls")
            .map(|family| family.series[0].value.clone())
            .as_ref()
            .map(Value::as_f64)
    })
}

#[test]
fn a_source_is_called_once_within_its_time() {
    assert_eq!(collected(counting(0, HOUR)), [Some(1.0); 3]);
}

#[test]
fn a_source_is_called_again_after_its_time() {
    assert_eq!(collected(counting(0, Duration::ZERO)), [Some(1.0), Some(2.0), Some(3.0)]);
}

#[test]
fn a_failure_is_not_kept() {
    assert_eq!(collected(counting(1, HOUR)), [None, Some(2.0), Some(2.0)]);
}
