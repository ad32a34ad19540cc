//! Functions that return closures.

use std::cmp::Ordering;

use gapless::instrument_metric;

use crate::{block_on, Loud, Yield};

#[instrument_metric]
fn length() -> impl Fn(&str) -> usize {
    |text| text.len()
}

#[instrument_metric]
fn trimmed() -> impl for<'a> Fn(&'a str) -> &'a str {
    |text| text.trim()
}

#[instrument_metric]
fn sorted<T: Ord>() -> impl FnMut(&T, &T) -> Ordering {
    |one, other| one.cmp(other)
}

#[instrument_metric]
fn compare<T, K: Ord>(mut key: impl FnMut(&T) -> K) -> impl FnMut(&T, &T) -> Ordering {
    move |one, other| key(one).cmp(&key(other))
}

#[instrument_metric]
fn awaited() -> impl AsyncFn(&str) -> usize {
    async |text| text.len()
}

#[instrument_metric]
async fn later() -> impl Fn(&str) -> usize {
    |text| text.len()
}

#[instrument_metric]
async fn later_with_a_type() -> impl Fn(&str) -> usize {
    Yield::default().await;
    |text: &str| text.len()
}

#[instrument_metric]
fn adder(by: u8) -> impl Fn(u8) -> u8 {
    move |value| value + by
}

#[instrument_metric]
fn once(a: Loud, _b: Loud) -> impl FnOnce() -> usize {
    move || a.0.len()
}

#[instrument_metric]
fn after_statements(values: &[u8]) -> impl Fn(&u8) -> bool {
    let largest = values.iter().max().copied();
    let half = largest.map(|value| value / 2);
    move |value| Some(*value) > half
}

#[instrument_metric]
fn pointer() -> fn(&str) -> usize {
    |text| text.len()
}

#[instrument_metric]
fn named() -> impl Fn(&str) -> usize {
    let closure = |text: &str| text.len();
    closure
}

#[instrument_metric]
fn returned() -> impl Fn(&str) -> usize {
    return |text| text.len();
}

#[instrument_metric]
fn returned_on_a_path(wanted: bool) -> impl Fn(&str) -> usize {
    if wanted {
        return |text| text.len();
    }
    unreachable!("it is wanted")
}

#[instrument_metric]
fn in_a_block() -> impl Fn(&str) -> usize {
    {
        let _local = Loud("local");
        |text| text.len()
    }
}

#[instrument_metric]
fn in_parentheses() -> impl Fn(&str) -> usize {
    (move |text| text.len())
}

#[instrument_metric]
fn in_an_unsafe_block() -> impl Fn(&str) -> usize {
    unsafe { |text| text.len() }
}

#[instrument_metric]
fn in_a_tuple() -> (impl Fn(&str) -> usize, u8) {
    (|text| text.len(), 1)
}

struct Table(Vec<u8>);

#[instrument_metric]
impl Table {
    fn hashes(&self) -> impl Fn(&usize) -> u8 + '_ {
        move |&index| self.0[index]
    }

    fn of<T: PartialEq>(value: T) -> impl Fn(&T) -> bool {
        move |other| *other == value
    }
}

pub(crate) fn run() {
    let mut values = vec![2, 1];
    values.sort_by(sorted());
    values.sort_by(compare(|value| std::cmp::Reverse(*value)));
    println!("{values:?} {} {}", length()("a"), trimmed()(" a"));
    println!("{} {}", block_on(awaited()("abc")), block_on(later())("ab"));
    println!("{} {}", block_on(later_with_a_type())("ab"), adder(1)(2));
    println!("{}", once(Loud("a"), Loud("b"))());
    println!("{} {} {}", after_statements(&[4])(&3), pointer()("a"), named()("a"));
    println!("{} {} {}", returned()("a"), returned_on_a_path(true)("a"), in_a_block()("a"));
    println!("{} {} {}", in_parentheses()("a"), in_an_unsafe_block()("a"), in_a_tuple().0("a"));
    println!("{} {}", Table(vec![7]).hashes()(&0), Table::of(1)(&2));
}
