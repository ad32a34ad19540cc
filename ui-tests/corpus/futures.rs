//! Functions that return futures.

use std::future::{ready, Future, Ready};
use std::num::ParseIntError;
use std::pin::Pin;

use gapless::instrument_metric;

use crate::{block_on, cancel, Loud, Yield};

#[instrument_metric]
fn collected(values: Vec<u8>) -> impl Future<Output = Vec<String>> + Send {
    async move { values.iter().map(|value| value.to_string()).collect() }
}

#[instrument_metric]
fn summed(values: Vec<u64>) -> impl Future<Output = u64> {
    async move { values.iter().sum() }
}

#[instrument_metric]
fn converted(text: &str) -> impl Future<Output = String> + '_ {
    async move { text.into() }
}

#[instrument_metric]
fn parsed(text: &'static str) -> impl Future<Output = Result<u8, ParseIntError>> {
    async move { text.parse() }
}

#[instrument_metric]
fn question_mark(text: &'static str) -> impl Future<Output = Result<u8, ParseIntError>> + Send {
    async move {
        let value: u8 = text.parse()?;
        Yield::default().await;
        Ok(value)
    }
}

#[instrument_metric]
fn question_mark_of_an_option(values: Vec<u8>) -> impl Future<Output = Option<u8>> {
    async move {
        let first = values.first()?;
        Some(*first)
    }
}

#[instrument_metric]
fn defaulted() -> impl Future<Output = Vec<u8>> {
    async { Default::default() }
}

#[instrument_metric]
fn already_made() -> impl Future<Output = u8> {
    ready(1)
}

#[instrument_metric]
fn named() -> Ready<u8> {
    ready(1)
}

#[instrument_metric]
fn forwarded() -> impl Future<Output = u8> {
    already_made()
}

#[instrument_metric]
fn unit() -> impl Future<Output = ()> {
    async {}
}

#[instrument_metric]
fn prepared(text: &str) -> impl Future<Output = usize> {
    let length = text.len();
    async move { length }
}

#[instrument_metric]
fn dropped_while_made(a: Loud, _b: Loud) -> impl Future<Output = ()> {
    async move {
        Yield::default().await;
        drop(a);
    }
}

#[instrument_metric]
fn generic<T: Clone + Send>(value: T) -> impl Future<Output = (T, T)> + Send {
    async move { (value.clone(), value) }
}

#[instrument_metric]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    Box::pin(async move { text.len() })
}

#[instrument_metric]
fn boxed_early(wanted: bool) -> Pin<Box<dyn Future<Output = Result<u8, String>>>> {
    if !wanted {
        return Box::pin(async { Err("no".to_owned()) });
    }
    Box::pin(ready(Ok(1)))
}

#[instrument_metric]
fn boxed_inferred(values: Vec<u8>) -> Pin<Box<dyn Future<Output = Vec<u16>> + Send>> {
    Box::pin(async move { values.iter().map(|value| u16::from(*value)).collect() })
}

#[instrument_metric]
fn with_another_trait() -> impl Future<Output = u8> + Clone {
    ready(1)
}

#[instrument_metric]
fn unpinned() -> impl Future<Output = u8> + Unpin + Send {
    ready(1)
}

trait Names {
    fn names(&self) -> impl Future<Output = Vec<String>> + Send;

    fn first(&self) -> impl Future<Output = Option<String>> + Send;
}

struct Memory(Vec<u8>);

#[instrument_metric]
impl Names for Memory {
    fn names(&self) -> impl Future<Output = Vec<String>> + Send {
        async move { self.0.iter().map(|value| value.to_string()).collect() }
    }

    async fn first(&self) -> Option<String> {
        Some(self.0.first()?.to_string())
    }
}

pub(crate) fn run() {
    println!("{:?} {}", block_on(collected(vec![1])), block_on(summed(vec![1, 2])));
    println!("{} {:?}", block_on(converted("a")), block_on(parsed("x")));
    println!("{:?} {:?}", block_on(question_mark("1")), block_on(question_mark("x")));
    println!("{:?}", block_on(question_mark_of_an_option(vec![])));
    println!("{:?} {}", block_on(defaulted()), block_on(already_made()));
    println!("{} {}", block_on(named()), block_on(forwarded()));
    block_on(unit());
    println!("{}", block_on(prepared("abc")));
    block_on(dropped_while_made(Loud("a"), Loud("b")));
    cancel(dropped_while_made(Loud("a"), Loud("b")));
    drop(dropped_while_made(Loud("a"), Loud("b")));
    println!("{:?} {}", block_on(generic(1)), block_on(boxed("ab")));
    println!("{:?} {:?}", block_on(boxed_early(false)), block_on(boxed_early(true)));
    println!("{:?}", block_on(boxed_inferred(vec![1])));
    println!("{} {}", block_on(with_another_trait().clone()), block_on(unpinned()));
    println!("{:?} {:?}", block_on(Memory(vec![1]).names()), block_on(Memory(vec![]).first()));
}
