//! Functions that return futures, with every form of signature.
#![deny(warnings)]
#![allow(clippy::manual_async_fn)]

use std::future::{Future, ready};
use std::pin::Pin;

use gapless::instrument_metric;

#[instrument_metric]
fn opaque(text: &str) -> impl Future<Output = usize> + '_ {
    let length = text.len();
    async move { length + text.len() }
}

#[instrument_metric]
fn sent(text: String) -> impl Future<Output = Result<usize, String>> + Send + 'static {
    async move { if text.is_empty() { Err(text) } else { Ok(text.len()) } }
}

#[instrument_metric]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Result<&'a str, String>> + Send + 'a>> {
    if text.is_empty() {
        return Box::pin(ready(Err(String::new())));
    }
    Box::pin(async move { Ok(text) })
}

#[instrument_metric]
fn of_a_future(future: impl Future<Output = u8> + Send) -> impl Future<Output = u8> + Send {
    async move { future.await + 1 }
}

#[instrument_metric]
async fn of_futures<F>(futures: Vec<F>) -> Result<Vec<F::Output>, String>
where
    F: Future<Output: Send> + Send,
{
    let mut outputs = Vec::new();
    for future in futures {
        outputs.push(future.await);
    }
    Ok(outputs)
}

#[instrument_metric]
async fn recursive(n: u8) -> u8 {
    if n == 0 { 0 } else { Box::pin(recursive(n - 1)).await + 1 }
}

#[instrument_metric]
async fn opaque_later() -> impl Iterator<Item = u8> {
    [1, 2].into_iter()
}

#[instrument_metric]
async fn opaque_result() -> Result<impl Iterator<Item = u8>, std::num::ParseIntError> {
    let first: u8 = "1".parse()?;
    Ok([first, 2].into_iter())
}

#[instrument_metric]
async fn callback(call: impl AsyncFn(u8) -> u8) -> u8 {
    call(1).await
}

fn is_send(_: impl Send) {}

fn main() {
    drop(opaque("a"));
    is_send((sent(String::new()), boxed("a"), of_a_future(ready(1)), of_futures(vec![ready(1)]), recursive(3)));
    is_send((opaque_later(), opaque_result()));
    drop(callback(async |number| number));
}
