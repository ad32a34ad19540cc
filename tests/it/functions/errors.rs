//! Returned values that are errors.

use std::error::Error;
use std::fmt::Display;
use std::num::ParseIntError;
use std::task::Poll;

use gapless::{LabelValue, instrument_metric};

use super::{Calls, block_on, plain, poll_once};
use crate::{exported, exported_or_absent};

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

type Answer<T> = Result<T, String>;

#[instrument_metric]
fn aliased(fail: bool) -> Answer<u8> {
    if fail {
        return Err("failed".into());
    }
    Ok(1)
}

#[instrument_metric]
fn question(text: &str) -> Result<i8, Box<dyn Error>> {
    let number: u8 = text.parse()?;
    Ok(i8::try_from(number)?)
}

#[instrument_metric]
fn opaque(text: &str) -> Result<impl Display + use<>, ParseIntError> {
    let number: u8 = text.parse()?;
    Ok(number)
}

#[instrument_metric]
fn generic<T: Clone>(value: &T) -> T {
    value.clone()
}

#[instrument_metric]
async fn async_question(text: &str) -> Result<u8, Box<dyn Error + Send + Sync>> {
    let number = text.parse()?;
    tokio::task::yield_now().await;
    Ok(number)
}

#[instrument_metric]
fn anyhow(text: &str) -> anyhow::Result<u8> {
    let number = text.parse()?;
    anyhow::ensure!(number < 200, "{number} is too large");
    Ok(number)
}

#[instrument_metric]
async fn async_anyhow(text: &str) -> anyhow::Result<u8> {
    Ok(async { text.parse() }.await?)
}

#[test]
fn an_err_is_an_error_through_alias_question_mark_and_opaque_type() {
    assert!(aliased(true).is_err() && aliased(false).is_ok());
    assert!(question("x").is_err() && question("200").is_err() && question("1").is_ok());
    assert!(opaque("x").is_err() && opaque("1").is_ok());
    assert!(anyhow("x").is_err() && anyhow("200").is_err() && anyhow("1").is_ok());
    block_on(async { assert!(async_anyhow("x").await.is_err() && async_anyhow("1").await.is_ok()) });
    block_on(async { assert!(async_question("x").await.is_err() && async_question("1").await.is_ok()) });
    let result = |ok, error| Calls { ok: Some(ok), error: Some(error), durations: ok + error, ..plain(0.0) };
    assert_eq!(calls("aliased"), result(1.0, 1.0));
    assert_eq!(calls("question"), result(1.0, 2.0));
    assert_eq!(calls("anyhow"), result(1.0, 2.0));
    assert_eq!(calls("async_anyhow"), Calls { cancelled: Some(0.0), ..result(1.0, 1.0) });
    assert_eq!(calls("opaque"), result(1.0, 1.0));
    assert_eq!(calls("async_question"), Calls { cancelled: Some(0.0), ..result(1.0, 1.0) });
}

#[test]
fn a_bare_type_parameter_is_ok_also_when_it_is_an_err() {
    assert_eq!(generic::<Result<u8, u8>>(&Err(1)), Err(1));
    generic(&1);
    assert_eq!(calls("generic"), Calls { error: Some(0.0), ..plain(2.0) });
}

#[derive(Debug, LabelValue)]
enum RegisterError {
    NameTaken,
    Database(std::fmt::Error),
}

#[instrument_metric(name = "register", error = RegisterError, labels(long: bool = name.len() > 3))]
async fn register(name: &str) -> Result<(), RegisterError> {
    match name {
        "Ada" => Err(RegisterError::NameTaken),
        "" => Err(RegisterError::Database(std::fmt::Error)),
        _ => Ok(()),
    }
}

#[test]
fn errors_are_distinguished_by_type_and_not_multiplied_by_outcome() {
    let ended = |long, outcome, error: Option<_>| {
        let labels =
            [("function", "register"), ("module", module_path!()), ("long", long), ("outcome", outcome)];
        let labels = [&labels[..], error.map(|error| ("error", error)).as_slice()].concat();
        exported_or_absent("register_calls_total", &labels)
    };
    for outcome in ["ok", "panic", "cancelled"] {
        assert_eq!(ended("true", outcome, None), Some(0.0), "{outcome}");
        assert_eq!(ended("true", outcome, Some("name_taken")), None, "{outcome}");
    }
    assert_eq!(ended("false", "error", None), None);
    let mut stalled = Box::pin(register("Grace"));
    block_on(async {
        assert!(
            register("Ada").await.is_err() && register("").await.is_err() && register("Alan").await.is_ok()
        );
    });
    assert!(poll_once(stalled.as_mut()).is_ready());
    assert_eq!(ended("false", "error", Some("name_taken")), Some(1.0));
    assert_eq!(ended("false", "error", Some("database")), Some(1.0));
    assert_eq!(ended("true", "error", Some("name_taken")), Some(0.0));
    assert_eq!(ended("true", "ok", None), Some(2.0));
    let labels = [("function", "register"), ("module", module_path!()), ("long", "false")];
    assert_eq!(exported("register_in_flight", &labels), 0.0);
    assert_eq!(exported("register_duration_seconds", &labels), 2.0);
}

#[instrument_metric(error_if = |status: &u16| *status >= 500)]
fn answers(status: u16) -> u16 {
    status
}

#[instrument_metric(ok_if = Option::is_some)]
async fn finds(value: Option<u8>) -> Option<u8> {
    value
}

#[instrument_metric(error_if = Result::is_err)]
fn generic_result<T, E>(value: Result<T, E>) -> Result<T, E> {
    value
}

#[test]
fn a_rule_of_the_user_decides_what_an_error_is() {
    assert_eq!((answers(200), answers(503)), (200, 503));
    block_on(async { (finds(None).await, finds(Some(1)).await) });
    assert!(generic_result::<u8, u8>(Err(1)).is_err());
    let ended = |ok, error| Calls { ok: Some(ok), error: Some(error), durations: ok + error, ..plain(0.0) };
    assert_eq!(calls("answers"), ended(1.0, 1.0));
    assert_eq!(calls("finds"), Calls { cancelled: Some(0.0), ..ended(1.0, 1.0) });
    assert_eq!(calls("generic_result"), ended(0.0, 1.0));
}

type Nested = Option<Result<u8, u8>>;

#[instrument_metric]
fn option(value: Option<Result<u8, u8>>) -> Option<Result<u8, u8>> {
    value
}

#[instrument_metric]
fn alias(value: Nested) -> Nested {
    value
}

type Inner = Result<u8, u8>;

#[instrument_metric]
fn hidden(value: Option<Inner>) -> Option<Inner> {
    value
}

#[instrument_metric]
fn poll(value: Poll<Result<u8, u8>>) -> Poll<Result<u8, u8>> {
    value
}

#[instrument_metric]
fn poll_next(value: Poll<Nested>) -> Poll<Option<Result<u8, u8>>> {
    value
}

#[instrument_metric]
async fn result(value: Result<Result<u8, u8>, u16>) -> Result<Result<u8, u8>, u16> {
    value
}

#[instrument_metric]
fn four_levels(
    value: Poll<Option<Result<Result<u8, u8>, u16>>>,
) -> Poll<Option<Result<Result<u8, u8>, u16>>> {
    value
}

#[instrument_metric]
fn none() -> Result<Option<u8>, u8> {
    Ok(None)
}

#[instrument_metric]
fn reference(value: &Result<u8, u8>) -> &Result<u8, u8> {
    value
}

#[instrument_metric]
fn list() -> Vec<Result<u8, u8>> {
    vec![Err(1)]
}

#[test]
fn an_err_inside_of_an_option_a_poll_or_a_result_is_an_error() {
    for value in [None, Some(Ok(1)), Some(Err(1))] {
        assert_eq!((option(value), alias(value)), (value, value));
        let ready = Poll::Ready(value);
        assert_eq!(
            (poll_next(ready), four_levels(Poll::Ready(Some(Ok(Err(1)))))),
            (ready, Poll::Ready(Some(Ok(Err(1)))))
        );
    }
    assert_eq!((hidden(Some(Err(1))), hidden(None)), (Some(Err(1)), None));
    for value in [Poll::Pending, Poll::Ready(Ok(1)), Poll::Ready(Err(1))] {
        assert_eq!(poll(value), value);
    }
    assert_eq!(
        (poll_next(Poll::Pending), four_levels(Poll::Ready(Some(Err(1))))),
        (Poll::Pending, Poll::Ready(Some(Err(1))))
    );
    for value in [Ok(Ok(1)), Ok(Err(1)), Err(1)] {
        assert_eq!(block_on(result(value)), value);
    }
    assert_eq!((none(), reference(&Err(1)), list()), (Ok(None), &Err(1), vec![Err(1)]));
    for (function, ok, error) in [
        ("option", 2.0, Some(1.0)),
        ("alias", 2.0, Some(1.0)),
        ("hidden", 1.0, Some(1.0)),
        ("poll", 2.0, Some(1.0)),
        ("poll_next", 3.0, Some(1.0)),
        ("four_levels", 0.0, Some(4.0)),
        ("none", 1.0, Some(0.0)),
        ("reference", 1.0, None),
        ("list", 1.0, None),
    ] {
        let durations = ok + error.unwrap_or_default();
        assert_eq!(calls(function), Calls { ok: Some(ok), error, durations, ..plain(0.0) }, "{function}");
    }
    let ended = Calls { ok: Some(1.0), error: Some(2.0), cancelled: Some(0.0), durations: 3.0, ..plain(0.0) };
    assert_eq!(calls("result"), ended);
}
