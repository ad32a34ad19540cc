//! `async fn`: returned values, and the drops when a call returns, panics or is cancelled.

use std::fmt::Display;
use std::future::Future;
use std::num::ParseIntError;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;

use gapless::instrument_metric;

use crate::{block_on, cancel, Guard, Loud, Yield};

#[instrument_metric]
async fn empty() {}

#[instrument_metric]
async fn ready(value: u8) -> u8 {
    value + 1
}

#[instrument_metric]
async fn mentioned_in_another_order(a: Loud, b: Loud, c: Loud) {
    Yield::default().await;
    let _ = (&c, &a, &b);
}

#[instrument_metric]
async fn half_mentioned(_a: Loud, b: Loud, _: Loud) {
    let _ = &b;
    Yield::default().await;
}

#[instrument_metric]
async fn destructured((a, _): (Loud, Loud), c: Loud) {
    Yield::default().await;
    let _ = (&a, &c);
}

#[instrument_metric]
async fn moved_before_the_wait(a: Loud, b: Loud) {
    drop(b);
    Yield::default().await;
    drop(a);
}

#[instrument_metric]
async fn disarm(mut guard: Guard) {
    guard.armed = false;
    Yield::default().await;
}

#[instrument_metric]
async fn panics(_a: Loud, b: Loud) {
    Yield::default().await;
    let _ = &b;
    panic!("as expected");
}

#[instrument_metric]
async fn panics_in_a_local(_a: Loud) {
    let _local = Loud("local");
    Yield::default().await;
    panic!("as expected");
}

#[instrument_metric]
async fn collected(values: &[u8]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[instrument_metric]
async fn converted(text: &str) -> String {
    text.into()
}

#[instrument_metric]
async fn question_mark(text: &str) -> Result<u8, ParseIntError> {
    let value: u8 = text.parse()?;
    Yield::default().await;
    Ok(value)
}

#[instrument_metric]
async fn question_mark_of_an_option(values: &[u8]) -> Option<u8> {
    let first = values.first()?;
    Some(first + 1)
}

#[instrument_metric]
async fn boxed_error(text: &str) -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    let value = text.parse::<u8>()?;
    if value == 0 {
        return Err("zero".into());
    }
    Ok(value)
}

#[instrument_metric]
async fn only_an_error() -> Result<(), String> {
    Err("no".to_owned())
}

#[instrument_metric]
async fn opaque(value: u8) -> impl Display {
    value
}

#[instrument_metric]
async fn opaque_iterator(values: &[u8]) -> impl Iterator<Item = u8> + '_ {
    values.iter().copied()
}

#[instrument_metric]
async fn opaque_in_a_result() -> Result<impl Display, String> {
    Ok(1)
}

#[instrument_metric]
async fn boxed_trait() -> Box<dyn Display> {
    Box::new(1)
}

#[instrument_metric]
async fn borrowed<'a>(one: &'a str, _other: &str) -> &'a str {
    Yield::default().await;
    one
}

#[instrument_metric]
async fn reborrowed(list: &mut Vec<u8>) -> &mut u8 {
    Yield::default().await;
    list.push(1);
    &mut list[0]
}

#[instrument_metric]
async fn never() -> ! {
    loop {
        Yield::default().await;
    }
}

#[instrument_metric]
async fn early(wanted: bool) -> u8 {
    if !wanted {
        return 0;
    }
    Yield::default().await;
    1
}

#[instrument_metric]
async fn looped() -> u8 {
    let mut value = 0;
    loop {
        Yield::default().await;
        value += 1;
        if value == 3 {
            break value;
        }
    }
}

#[instrument_metric]
async fn recursive(depth: u8) -> u8 {
    if depth == 0 { 0 } else { 1 + Box::pin(recursive(depth - 1)).await }
}

#[instrument_metric]
async fn block_inside() -> Result<u8, ParseIntError> {
    let value = async { "1".parse::<u8>() }.await?;
    Ok(async move { value + 1 }.await)
}

#[instrument_metric]
async fn generic<F: Future>(future: F) -> F::Output {
    future.await
}

#[instrument_metric]
async fn of_an_impl(future: impl Future<Output = u8>) -> u8 {
    future.await
}

#[instrument_metric]
async unsafe fn dangerous(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

fn sent<F: Future + Send + 'static>(future: F) -> Pin<Box<dyn Future<Output = F::Output> + Send>> {
    Box::pin(future)
}

pub(crate) fn run() {
    block_on(empty());
    println!("{}", block_on(ready(1)));
    block_on(mentioned_in_another_order(Loud("a"), Loud("b"), Loud("c")));
    cancel(mentioned_in_another_order(Loud("a"), Loud("b"), Loud("c")));
    drop(mentioned_in_another_order(Loud("a"), Loud("b"), Loud("c")));
    block_on(half_mentioned(Loud("a"), Loud("b"), Loud("c")));
    cancel(half_mentioned(Loud("a"), Loud("b"), Loud("c")));
    block_on(destructured((Loud("a"), Loud("b")), Loud("c")));
    cancel(destructured((Loud("a"), Loud("b")), Loud("c")));
    block_on(moved_before_the_wait(Loud("a"), Loud("b")));
    cancel(moved_before_the_wait(Loud("a"), Loud("b")));
    block_on(disarm(Guard::new("guard")));
    cancel(disarm(Guard::new("guard")));
    let _ = catch_unwind(AssertUnwindSafe(|| block_on(panics(Loud("a"), Loud("b")))));
    let _ = catch_unwind(AssertUnwindSafe(|| block_on(panics_in_a_local(Loud("a")))));
    println!("{:?} {}", block_on(collected(&[1])), block_on(converted("a")));
    println!("{:?} {:?}", block_on(question_mark("1")), block_on(question_mark("x")));
    println!("{:?}", block_on(question_mark_of_an_option(&[])));
    println!("{:?} {:?}", block_on(boxed_error("x")).is_err(), block_on(boxed_error("0")).is_err());
    println!("{:?} {}", block_on(only_an_error()), block_on(opaque(1)));
    println!("{}", block_on(opaque_iterator(&[1, 2])).count());
    println!("{} {}", block_on(opaque_in_a_result()).unwrap(), block_on(boxed_trait()));
    println!("{} {}", block_on(borrowed("a", "b")), block_on(reborrowed(&mut vec![])));
    cancel(never());
    println!("{} {} {}", block_on(early(false)), block_on(early(true)), block_on(looped()));
    println!("{} {:?}", block_on(recursive(3)), block_on(block_inside()));
    println!("{} {}", block_on(generic(ready(1))), block_on(of_an_impl(ready(2))));
    println!("{}", block_on(unsafe { dangerous(&3) }));
    println!("{}", block_on(sent(ready(5))));
}
