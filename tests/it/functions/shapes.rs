//! Functions of every shape are measured, and work as before.

use std::fmt::Display;
use std::num::ParseIntError;

use gapless::instrument_metric;

use super::{Calls, block_on, plain};

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

#[instrument_metric]
fn unit() {}

#[instrument_metric]
fn iterator(n: u8) -> impl Iterator<Item = u8> {
    (0..n).map(|i| i * 2)
}

#[instrument_metric]
fn borrowed(values: &mut Vec<u8>) -> &mut u8 {
    values.push(1);
    values.last_mut().expect("a value was just pushed")
}

#[instrument_metric]
fn named_lifetime<'a>(first: &'a str, _second: &str) -> &'a str {
    first
}

#[instrument_metric]
fn optional() -> Option<Result<u8, String>> {
    None
}

#[instrument_metric]
fn recursive(n: u32) -> u32 {
    if n == 0 { 0 } else { 1 + recursive(n - 1) }
}

#[instrument_metric]
extern "C" fn foreign(x: u8) -> u8 {
    x
}

#[instrument_metric]
fn takes_pattern((mut a, b): (String, u8), [c, ..]: [u8; 2]) -> String {
    a.push(char::from(b + c));
    a
}

#[instrument_metric]
fn r#match() {}

struct Lobby(Vec<u8>);

impl Lobby {
    #[instrument_metric(function = "Lobby::get")]
    fn get(&mut self, index: usize) -> Option<&mut u8> {
        self.0.get_mut(index)
    }

    #[instrument_metric(function = "Lobby::close")]
    async fn close(self) -> Vec<u8> {
        self.0
    }
}

#[instrument_metric]
async fn async_borrowed(values: &mut Vec<u8>) -> &mut u8 {
    values.push(1);
    values.last_mut().expect("a value was just pushed")
}

#[instrument_metric]
async fn async_opaque(text: &str) -> Result<impl Display + use<>, ParseIntError> {
    let number: u8 = text.parse()?;
    Ok(number)
}

// Bodies whose type is known from the signature alone.

#[instrument_metric]
fn into_string() -> String {
    "x".into()
}

#[instrument_metric]
fn parsed() -> u8 {
    "1".parse().expect("it is a number")
}

#[instrument_metric]
fn collected() -> Vec<u8> {
    (0..3).collect()
}

#[instrument_metric]
#[expect(clippy::semicolon_if_nothing_returned, reason = "the body leaves its type to the signature")]
fn defaulted() {
    Default::default()
}

#[instrument_metric]
fn coerced(none: bool) -> Option<Box<dyn Fn() -> u8>> {
    if none {
        return None;
    }
    Some(Box::new(|| 1))
}

#[instrument_metric]
async fn async_coerced(none: bool) -> Option<Box<dyn Fn() -> u8>> {
    if none {
        return None;
    }
    Some(Box::new(|| 1))
}

#[instrument_metric]
async fn awaits_what_is_inferred() -> Vec<u8> {
    std::future::ready(Default::default()).await
}

#[test]
fn a_body_may_leave_its_type_to_the_signature() {
    assert_eq!((into_string(), parsed(), collected()), ("x".to_owned(), 1, vec![0, 1, 2]));
    defaulted();
    assert_eq!(coerced(false).map(|value| value()), Some(1));
    block_on(async {
        assert_eq!(async_coerced(false).await.map(|value| value()), Some(1));
        assert_eq!(awaits_what_is_inferred().await, [0; 0]);
    });
    assert_eq!(calls("coerced"), plain(1.0));
    assert_eq!(calls("awaits_what_is_inferred"), Calls { cancelled: Some(0.0), ..plain(1.0) });
}

#[test]
fn every_shape_of_function_is_measured_and_works_as_before() {
    unit();
    assert_eq!(calls("unit"), plain(1.0));

    assert_eq!(iterator(3).sum::<u8>(), 6);
    assert_eq!(calls("iterator"), Calls { error: Some(0.0), ..plain(1.0) });

    let mut values = Vec::new();
    *borrowed(&mut values) = 7;
    assert_eq!((values, calls("borrowed")), (vec![7], plain(1.0)));

    assert_eq!((named_lifetime("a", "b"), calls("named_lifetime")), ("a", plain(1.0)));
    assert_eq!((optional(), calls("optional")), (None, Calls { error: Some(0.0), ..plain(1.0) }));
    assert_eq!((recursive(3), calls("recursive")), (3, plain(4.0)));
    assert_eq!((foreign(5), calls("foreign")), (5, plain(1.0)));
    assert_eq!((takes_pattern(("a".into(), 97), [1, 2]), calls("takes_pattern")), ("ab".into(), plain(1.0)));
    r#match();
    assert_eq!(calls("match"), plain(1.0));
    assert_eq!((Lobby(vec![3]).get(0), calls("Lobby::get")), (Some(&mut 3), plain(1.0)));
}

#[test]
fn async_functions_of_every_shape_are_measured_and_work_as_before() {
    let mut values = Vec::new();
    *block_on(async_borrowed(&mut values)) = 7;
    assert_eq!((values, calls("async_borrowed")), (vec![7], Calls { cancelled: Some(0.0), ..plain(1.0) }));
    assert_eq!(block_on(async_opaque("7")).map(|value| value.to_string()), Ok("7".into()));
    assert!(block_on(async_opaque("x")).is_err());
    let both = Calls { ok: Some(1.0), error: Some(1.0), cancelled: Some(0.0), durations: 2.0, ..plain(0.0) };
    assert_eq!(calls("async_opaque"), both);
    assert_eq!(block_on(Lobby(vec![3]).close()), [3]);
    assert_eq!(calls("Lobby::close"), Calls { cancelled: Some(0.0), ..plain(1.0) });
}
