//! Functions that return a stream are measured from the first poll of the stream to its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;

use futures_util::stream::{self, FusedStream, Stream, StreamExt, TryStreamExt};
use gapless::{LabelValue, instrument_metric};

use super::{Calls, ONE_CANCELLED, ONE_PANIC, block_on, plain};
use crate::exported_or_absent;

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

/// The calls of a function that returns a stream, after `ok` streams have ended.
fn ended(ok: f64) -> Calls {
    Calls { cancelled: Some(0.0), ..plain(ok) }
}

#[instrument_metric]
fn opaque(n: u8) -> impl Stream<Item = u8> + Send {
    if n == 0 {
        return stream::iter(0..0);
    }
    stream::iter(0..n)
}

#[instrument_metric]
fn boxed<'a>(names: &'a [&str]) -> Pin<Box<dyn Stream<Item = &'a str> + Send + 'a>> {
    if names.is_empty() {
        return Box::pin(stream::empty());
    }
    Box::pin(stream::iter(names).map(|name| *name))
}

#[instrument_metric]
fn results(last: Result<u8, &str>) -> impl Stream<Item = Result<u8, String>> {
    stream::iter([Ok(1), last.map_err(Into::into)])
}

struct Numbers(Vec<u8>);

#[instrument_metric]
impl Numbers {
    fn all(&self) -> impl FusedStream<Item = u8> + Unpin + '_ {
        stream::iter(&self.0).map(|number| *number).fuse()
    }

    fn generic<T: Copy + Send + 'static>(self, value: T) -> impl Stream<Item = T> + use<T> {
        stream::iter(self.0).map(move |_| value)
    }
}

#[test]
fn a_stream_is_measured_from_its_first_poll_to_its_end() {
    drop((opaque(1), boxed(&["a"])));
    assert_eq!((calls("opaque"), calls("boxed")), (ended(0.0), ended(0.0)), "a stream that is not polled");
    block_on(async {
        let mut stream = Box::pin(opaque(2));
        assert_eq!(stream.size_hint(), (2, Some(2)));
        assert_eq!(stream.next().await, Some(0));
        assert_eq!(calls("opaque"), Calls { in_flight: 1.0, ..ended(0.0) });
        assert_eq!((stream.next().await, stream.next().await, stream.next().await), (Some(1), None, None));
        assert_eq!(calls("opaque"), ended(1.0));
        assert_eq!(opaque(0).count().await, 0);
        assert_eq!(boxed(&["a", "b"]).collect::<Vec<_>>().await, ["a", "b"]);
        assert_eq!(boxed(&[]).count().await, 0);
        let mut all = Numbers(vec![1, 2]).all().collect::<Vec<_>>().await;
        all.extend(Numbers(vec![3]).generic(7).collect::<Vec<_>>().await);
        assert_eq!(all, [1, 2, 7]);
        assert_eq!(results(Err("late")).count().await, 2);
    });
    assert_eq!((calls("opaque"), calls("boxed")), (ended(2.0), ended(2.0)));
    assert_eq!((calls("Numbers::all"), calls("Numbers::generic")), (ended(1.0), ended(1.0)));
    assert_eq!(calls("results"), ended(1.0), "an item is not an error unless the attribute says so");
}

#[instrument_metric]
fn endless() -> impl Stream<Item = u8> {
    stream::repeat(1)
}

#[instrument_metric]
fn panics() -> impl Stream<Item = u8> {
    stream::repeat(1).map(|_| panic!("on purpose"))
}

#[test]
fn a_stream_that_is_dropped_is_cancelled_and_one_that_unwinds_is_a_panic() {
    block_on(async {
        assert_eq!(endless().take(3).count().await, 3);
    });
    assert_eq!(calls("endless"), ONE_CANCELLED);
    let polled = catch_unwind(AssertUnwindSafe(|| block_on(panics().count())));
    assert!(polled.is_err());
    assert_eq!(calls("panics"), Calls { cancelled: Some(0.0), ..ONE_PANIC });
}

#[derive(LabelValue)]
enum Broken {
    Line,
    Disk,
}

#[instrument_metric(error_if = Result::is_err)]
fn strict(last: Result<u8, Broken>) -> impl Stream<Item = Result<u8, Broken>> {
    stream::iter([Ok(1), last, Ok(2)])
}

#[instrument_metric(name = "read_rows", error = Broken)]
fn read_rows(last: Result<u8, Broken>) -> Pin<Box<dyn Stream<Item = Result<u8, Broken>>>> {
    Box::pin(stream::iter([Ok(1), last, Err(Broken::Line)]))
}

#[test]
fn an_item_is_an_error_if_the_attribute_says_so() {
    block_on(async {
        assert_eq!(strict(Ok(1)).count().await, 3);
        assert_eq!(strict(Err(Broken::Disk)).count().await, 3);
        assert!(
            strict(Err(Broken::Disk)).try_collect::<Vec<_>>().await.is_err(),
            "it drops the stream there"
        );
        assert_eq!(read_rows(Err(Broken::Disk)).count().await, 3);
    });
    assert_eq!(calls("strict"), Calls { error: Some(2.0), durations: 3.0, ..ended(1.0) });
    let ended = |labels: &[_]| {
        let own = [("function", "read_rows"), ("module", module_path!())];
        exported_or_absent("read_rows_calls_total", &[&own[..], labels].concat())
    };
    assert_eq!(ended(&[("outcome", "error"), ("error", "disk")]), Some(1.0), "the first error is the one");
    assert_eq!(ended(&[("outcome", "error"), ("error", "line")]), Some(0.0));
}

/// A trait of another library with the same name.
mod foreign {
    pub(super) trait Stream {
        type Item;

        fn first(&self) -> Self::Item;
    }

    impl Stream for u8 {
        type Item = u8;

        fn first(&self) -> u8 {
            *self
        }
    }
}

#[instrument_metric]
fn foreign() -> impl foreign::Stream<Item = u8> {
    7
}

#[test]
fn a_stream_of_another_trait_is_returned_unchanged() {
    use foreign::Stream as _;

    assert_eq!(foreign().first(), 7);
    assert_eq!(calls("foreign"), ended(1.0));
}

#[derive(Clone, Copy, LabelValue)]
enum Source {
    Memory,
    Disk,
}

#[instrument_metric(name = "streams_read", labels(shelf: Source = source), items)]
fn read(source: Source, n: u8) -> impl Stream<Item = Result<u8, u8>> {
    stream::iter(0..n).map(move |number| if number == 1 { Err(number) } else { Ok(number) }).map(
        move |item| {
            let _ = source;
            item
        },
    )
}

#[instrument_metric(items)]
fn counted_with_all(n: u8) -> impl Stream<Item = u8> {
    stream::iter(0..n)
}

#[test]
fn items_of_a_stream_are_counted_by_option() {
    let labels = |source| [("function", "read"), ("module", module_path!()), ("shelf", source)];
    let read_items = |source| exported_or_absent("streams_read_items_total", &labels(source));
    assert_eq!((read_items("memory"), read_items("disk")), (Some(0.0), Some(0.0)), "seeded");
    block_on(async {
        assert_eq!(read(Source::Memory, 3).count().await, 3);
        let mut dropped = Box::pin(read(Source::Disk, 3));
        assert_eq!((dropped.next().await, dropped.next().await), (Some(Ok(0)), Some(Err(1))));
        drop(dropped);
        assert_eq!(counted_with_all(2).count().await, 2);
    });
    assert_eq!((read_items("memory"), read_items("disk")), (Some(3.0), Some(2.0)));
    let labels = [("function", "counted_with_all"), ("module", module_path!())];
    assert_eq!(exported_or_absent("function_items_total", &labels), Some(2.0));
    assert_eq!(exported_or_absent("function_items_total", &[("function", "opaque"), labels[1]]), None);
}
