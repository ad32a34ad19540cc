//! Functions that only edition 2024 accepts, because it drops the temporary values of the last expression first.

use std::cell::RefCell;
use std::sync::Mutex;

use gapless::instrument_metric;

use crate::block_on;

#[instrument_metric]
fn borrowed_from_a_local() -> usize {
    let cell = RefCell::new("ab");
    cell.borrow().len()
}

#[instrument_metric]
fn locked_in_a_local(value: u8) -> u8 {
    let mutex = Mutex::new(value);
    *mutex.lock().unwrap()
}

#[instrument_metric]
async fn borrowed_later() -> usize {
    let cell = RefCell::new("ab");
    cell.borrow().len()
}

#[instrument_metric]
fn captured<'a>(one: &'a str, other: &str) -> impl Iterator<Item = char> + use<'a> {
    let count = other.len();
    one.chars().take(count)
}

#[instrument_metric]
fn chained(value: Option<u8>, limit: u8) -> bool {
    if let Some(value) = value
        && value < limit
    {
        return true;
    }
    false
}

pub(crate) fn run() {
    println!("{} {} {}", borrowed_from_a_local(), locked_in_a_local(1), block_on(borrowed_later()));
    println!("{} {}", captured("abc", "xy").collect::<String>(), chained(Some(1), 2));
}
