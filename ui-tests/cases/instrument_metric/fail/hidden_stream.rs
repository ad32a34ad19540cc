#![deny(warnings)]

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use gapless::instrument_metric;

#[derive(Clone)]
pub struct Nothing;

impl Stream for Nothing {
    type Item = u8;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u8>> {
        Poll::Ready(None)
    }
}

type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

#[instrument_metric]
pub fn alias() -> BoxStream<u8> {
    Box::pin(Nothing)
}

#[instrument_metric]
pub async fn later() -> impl Stream<Item = u8> {
    Nothing
}

#[instrument_metric]
pub fn cloned() -> impl Stream<Item = u8> + Clone {
    Nothing
}

// These streams are measured, or the function returns them as plain values.
#[instrument_metric]
pub fn opaque() -> impl Stream<Item = u8> + Send {
    Nothing
}

#[instrument_metric]
pub fn value() -> Nothing {
    Nothing
}

fn main() {}
