//! The lifetime of temporary values in the last expression, for functions that both editions accept.

use std::sync::Mutex;

use gapless::instrument_metric;

use crate::{block_on, Loud, Yield};

struct Temporary(&'static str);

impl Temporary {
    fn length(&self) -> usize {
        print!("length ");
        self.0.len()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        print!("temporary ");
    }
}

#[instrument_metric]
fn last_expression(_a: Loud) -> usize {
    let _local = Loud("local");
    Temporary("abc").length()
}

#[instrument_metric]
fn borrows_an_argument(values: Mutex<Vec<u8>>) -> usize {
    values.lock().unwrap().len()
}

#[instrument_metric]
fn matched(values: &Mutex<Vec<u8>>) -> usize {
    match values.lock().unwrap().first() {
        Some(first) => usize::from(*first),
        None => 0,
    }
}

#[instrument_metric]
fn if_let(values: &Mutex<Vec<u8>>) -> bool {
    if let Some(1) = values.lock().unwrap().pop() {
        true
    } else {
        values.try_lock().is_ok()
    }
}

#[instrument_metric]
fn statement(_a: Loud) {
    let _local = Loud("local");
    Temporary("abc").length();
}

#[instrument_metric]
fn block_in_a_block(_a: Loud) -> usize {
    let _local = Loud("local");
    {
        let _inner = Loud("inner");
        Temporary("abc").length()
    }
}

#[instrument_metric]
async fn last_expression_later(_a: Loud) -> usize {
    let _local = Loud("local");
    Yield::default().await;
    Temporary("abc").length()
}

struct Holder(Loud);

#[instrument_metric]
impl Holder {
    fn last_expression(self) -> usize {
        let _local = Loud("local");
        Temporary(self.0.0).length()
    }
}

pub(crate) fn run() {
    println!("{}", last_expression(Loud("a")));
    println!("{}", borrows_an_argument(Mutex::new(vec![1])));
    println!("{} {}", matched(&Mutex::new(vec![1])), if_let(&Mutex::new(vec![2])));
    statement(Loud("a"));
    println!("{}", block_in_a_block(Loud("a")));
    println!("{}", block_on(last_expression_later(Loud("a"))));
    println!("{}", Holder(Loud("held")).last_expression());
}
