//! Functions that return a future are measured like an `async fn`.

use std::pin::Pin;

use gapless::instrument_metric;

use super::{Calls, block_on, plain, poll_once};

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

type Answer<T> = Result<T, String>;

#[instrument_metric]
fn returns_future(text: &str) -> impl Future<Output = Answer<u8>> + use<> {
    let parsed = text.parse();
    async move {
        tokio::task::yield_now().await;
        parsed.map_err(|_| "no number".to_owned())
    }
}

#[instrument_metric]
fn returns_boxed_future(text: &str, early: bool) -> Pin<Box<dyn Future<Output = Answer<u8>> + Send + '_>> {
    if early {
        return Box::pin(std::future::ready(Ok(0)));
    }
    Box::pin(async move { text.parse().map_err(|_| "no number".to_owned()) })
}

#[test]
fn a_returned_future_is_measured_from_its_first_poll() {
    drop(returns_future("1"));
    assert_eq!(calls("returns_future"), Calls { error: Some(0.0), cancelled: Some(0.0), ..plain(0.0) });
    block_on(async {
        assert!(returns_future("1").await.is_ok() && returns_future("x").await.is_err());
        assert!(
            returns_boxed_future("1", false).await.is_ok() && returns_boxed_future("x", true).await.is_ok()
        );
        assert!(returns_boxed_future("x", false).await.is_err());
    });
    let mut future = Box::pin(returns_future("1"));
    assert!(poll_once(future.as_mut()).is_pending());
    drop(future);
    let expected = Calls {
        ok: Some(1.0),
        error: Some(1.0),
        panic: Some(0.0),
        cancelled: Some(1.0),
        durations: 3.0,
        in_flight: 0.0,
    };
    assert_eq!(calls("returns_future"), expected);
    let expected =
        Calls { ok: Some(2.0), error: Some(1.0), cancelled: Some(0.0), durations: 3.0, ..plain(0.0) };
    assert_eq!(calls("returns_boxed_future"), expected);
}

#[instrument_metric]
async fn waits(text: &str) -> usize {
    tokio::task::yield_now().await;
    text.len()
}

#[test]
fn the_future_of_an_instrumented_function_is_send() {
    fn is_send(_: &impl Send) {}
    is_send(&waits("1"));
}

#[instrument_metric]
fn layer(inner: impl Future<Output = u8>) -> impl Future<Output = u8> {
    let one = 1;
    async move { inner.await + one }
}

async fn plain_layer(inner: impl Future<Output = u8>) -> u8 {
    let one = 1;
    inner.await + one
}

async fn large() -> u8 {
    let buffer = [1; 1024];
    tokio::task::yield_now().await;
    buffer[0]
}

#[test]
fn layers_of_returned_futures_are_as_large_as_those_of_a_plain_async_fn() {
    let layers = size_of_val(&layer(layer(layer(large()))));
    let plain_layers = size_of_val(&plain_layer(plain_layer(plain_layer(large()))));
    assert!(layers < plain_layers + plain_layers / 10, "{layers} bytes, and {plain_layers} without metrics");
}
