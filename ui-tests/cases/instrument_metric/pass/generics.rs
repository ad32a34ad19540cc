//! Type parameters, lifetimes, constants, bounds and `impl Trait` in signatures.
#![deny(warnings, single_use_lifetimes, elided_lifetimes_in_paths, unused_lifetimes)]

use gapless::instrument_metric;
use std::borrow::Cow;
use std::fmt::{Debug, Display};

#[instrument_metric]
fn parameter<T>(value: T) -> T {
    value
}

#[instrument_metric]
fn bounded<T: Display + ?Sized, E>(value: &T, or: E) -> Result<String, E>
where
    E: Debug,
{
    let text = value.to_string();
    if text.is_empty() { Err(or) } else { Ok(text) }
}

#[instrument_metric]
fn constant<const N: usize>(values: [u8; N]) -> [u8; N] {
    values
}

#[instrument_metric]
fn elided(text: &str) -> &str {
    text.trim()
}

#[instrument_metric]
fn in_a_path(text: &str) -> Cow<'_, str> {
    text.into()
}

#[instrument_metric]
fn named<'a, 'b: 'a>(one: &'a str, other: &'b str) -> (&'a str, &'b str) {
    if one.is_empty() { (other, other) } else { (one, other) }
}

#[instrument_metric]
fn mutable(values: &mut Vec<u8>) -> Option<&mut u8> {
    values.push(1);
    values.last_mut()
}

#[instrument_metric]
fn argument(values: impl IntoIterator<Item = u8>, call: impl FnOnce(u8) -> u8) -> u8 {
    call(values.into_iter().sum())
}

#[instrument_metric]
fn returned<'a>(values: &'a [u8]) -> impl Iterator<Item = &'a u8> + 'a {
    values.iter().filter(|value| **value > 1)
}

#[instrument_metric]
fn result(text: &str) -> Result<impl Display + use<>, std::num::ParseIntError> {
    let number: u8 = text.parse()?;
    Ok(number)
}

#[instrument_metric]
fn higher(call: &dyn for<'a> Fn(&'a str) -> &'a str) -> usize {
    call("abc").len()
}

#[instrument_metric]
fn function(call: fn(u8) -> Result<u8, String>) -> Result<u8, String> {
    call(1)
}

#[instrument_metric]
async fn asynchronous<T, const N: usize>(value: &T, text: &[&str; N]) -> Result<usize, String>
where
    T: Clone + Send + 'static,
{
    let _copy = value.clone();
    std::future::ready(()).await;
    Ok(text.len())
}

#[instrument_metric]
async fn borrowed<'a>(text: &'a str, _other: &str) -> &'a str {
    text
}

struct Pool<'a, T, const N: usize> {
    name: &'a str,
    workers: [T; N],
}

#[instrument_metric]
impl<'a, T, const N: usize> Pool<'a, T, N>
where
    T: Clone + Send,
{
    fn name(&self) -> &'a str {
        self.name
    }

    fn first(&self) -> Option<&T> {
        self.workers.first()
    }

    fn map<U>(&self, map: impl Fn(&T) -> U) -> [U; N] {
        self.workers.each_ref().map(map)
    }

    async fn shared(&self) -> Result<T, &'a str> {
        self.workers.first().cloned().ok_or(self.name)
    }
}

fn main() {
    parameter("a");
    let _ = bounded("a", 1);
    constant([1, 2]);
    let _ = (elided("a"), in_a_path("a"), named("a", "b"), mutable(&mut vec![]));
    argument([1, 2], |sum| sum);
    assert_eq!(returned(&[1, 2]).count(), 1);
    assert!(result("1").is_ok());
    higher(&|text| text);
    let _ = function(Ok);
    drop((asynchronous(&1, &["a"]), borrowed("a", "b")));
    let pool = Pool { name: "a", workers: [1] };
    let _ = (pool.name(), pool.first(), pool.map(|worker| *worker), pool.shared());
}
