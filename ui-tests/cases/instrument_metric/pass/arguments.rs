//! Patterns, attributes and names of arguments.
#![deny(warnings)]

use gapless::instrument_metric;

struct Point {
    x: u8,
    y: u8,
}

#[instrument_metric]
fn mutable(mut text: String, mut values: Vec<u8>) -> String {
    text.push('a');
    values.clear();
    text
}

#[instrument_metric]
fn patterns((one, mut two): (u8, u8), Point { x, y: ref other }: Point, [first, ..]: [u8; 3], _: u8, &by: &u8) -> u8 {
    two += one;
    two + x + *other + first + by
}

#[instrument_metric]
async fn awaited((one, mut two): (u8, u8), _: String, [other, ..]: [Vec<u8>; 2]) -> usize {
    two += one;
    other.len() + usize::from(two)
}

#[instrument_metric]
fn bound(whole @ (one, _): (u8, u8)) -> u8 {
    whole.0 + one
}

#[instrument_metric]
fn configured(#[cfg(any())] missing: NoSuchType, #[allow(unused_variables)] unused: u8, #[cfg(not(any()))] there: u8) -> u8 {
    there
}

#[instrument_metric(name = "raw", labels(r#type: bool = r#type))]
fn r#match(r#type: bool, r#fn: u8) -> u8 {
    r#fn + u8::from(r#type)
}

#[instrument_metric]
fn r#loop() {}

#[instrument_metric]
fn moved(text: String) -> impl FnOnce() -> String {
    move || text
}

#[instrument_metric(name = "labeled", labels(long: bool = text.len() > 3, kind: bool = kind.is_some()))]
fn labeled(text: String, kind: Option<u8>) -> (String, Option<u8>) {
    (text, kind)
}

#[instrument_metric]
fn never_used(_text: String, _: u8) {}

fn main() {
    mutable(String::new(), vec![]);
    patterns((1, 2), Point { x: 1, y: 2 }, [1, 2, 3], 1, &1);
    drop(awaited((1, 2), String::new(), [vec![], vec![]]));
    bound((1, 2));
    configured(1, 2);
    r#match(true, 1);
    r#loop();
    moved(String::new())();
    labeled(String::new(), None);
    never_used(String::new(), 1);
}
