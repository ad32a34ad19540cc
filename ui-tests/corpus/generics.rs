//! Generic functions, lifetimes and constants.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use gapless::instrument_metric;

#[instrument_metric]
fn identity<T>(value: T) -> T {
    value
}

#[instrument_metric]
fn shown<T: Debug + ?Sized>(value: &T) -> String {
    format!("{value:?}")
}

#[instrument_metric]
fn array<T: Default + Copy, const N: usize>() -> [T; N] {
    [T::default(); N]
}

#[instrument_metric]
fn where_clause<K, V>(map: &HashMap<K, V>, key: &K) -> Option<V>
where
    K: Hash + Eq,
    V: Clone,
{
    map.get(key).cloned()
}

#[instrument_metric]
fn longest<'a, 'b: 'a>(one: &'a str, other: &'b str) -> &'a str {
    if one.len() > other.len() { one } else { other }
}

#[instrument_metric]
fn impl_argument(values: impl IntoIterator<Item = u8>) -> u8 {
    values.into_iter().max().unwrap_or(0)
}

#[instrument_metric]
fn called(function: impl FnOnce(u8) -> u8) -> u8 {
    function(1)
}

#[instrument_metric]
fn called_often(mut function: impl FnMut() -> u8) -> u8 {
    function() + function()
}

#[instrument_metric]
fn dynamic(function: &dyn Fn(u8) -> u8) -> u8 {
    function(1)
}

#[instrument_metric]
fn higher<F>(function: F) -> usize
where
    F: for<'a> Fn(&'a str) -> &'a str,
{
    function(" a ").len()
}

#[instrument_metric]
fn cow(text: &str) -> Cow<'_, str> {
    if text.is_empty() {
        return Cow::Borrowed("-");
    }
    Cow::Owned(text.to_uppercase())
}

#[instrument_metric]
fn associated<I: Iterator>(mut iterator: I) -> Option<I::Item> {
    iterator.next()
}

#[instrument_metric]
fn into<T: Into<String>>(text: T) -> String {
    text.into()
}

struct Wrapper<T>(T);

#[instrument_metric]
impl<T: Clone> Wrapper<T> {
    const LIMIT: usize = 2;

    fn get(&self) -> T {
        self.0.clone()
    }

    fn map<U>(self, function: impl FnOnce(T) -> U) -> Wrapper<U> {
        Wrapper(function(self.0))
    }

    fn repeated(&self) -> Vec<T> {
        vec![self.0.clone(); Self::LIMIT]
    }

    fn try_from_text<E>(text: &str) -> Result<Wrapper<u8>, E>
    where
        E: From<std::num::ParseIntError>,
    {
        Ok(Wrapper(text.parse()?))
    }
}

pub(crate) fn run() {
    println!("{} {} {:?}", identity(1), shown("a"), array::<u8, 3>());
    println!("{:?} {}", where_clause(&HashMap::from([(1, 2)]), &1), longest("a", "bc"));
    println!("{} {} {}", impl_argument([1, 2]), called(|value| value + 1), called_often(|| 2));
    println!("{} {}", dynamic(&|value| value + 1), higher(|text| text.trim()));
    println!("{} {} {:?} {}", cow(""), cow("a"), associated([1].iter()), into("a"));
    println!("{} {:?}", Wrapper(1).get(), Wrapper("a").repeated());
    println!("{}", Wrapper(1).map(|value| value + 1).0);
    println!("{:?}", Wrapper::<u8>::try_from_text::<Box<dyn std::error::Error>>("x").is_err());
}
