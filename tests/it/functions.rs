//! Instrumented functions: what is counted of each shape of function, and of each way in which a call can end.

use std::error::Error;
use std::fmt::Display;
use std::future::pending;
use std::num::ParseIntError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use gapless::{LabelValue, Registry, Value, instrument_metric};

use crate::{exported, exported_or_absent};

/// Calls by outcome, absent ones as `None`, durations, and calls in flight, of the function with a name.
#[derive(Debug, PartialEq, Default, Clone, Copy)]
struct Calls {
    ok: Option<f64>,
    error: Option<f64>,
    panic: Option<f64>,
    cancelled: Option<f64>,
    durations: f64,
    in_flight: f64,
}

fn calls(function: &str) -> Calls {
    let labels = [("function", function), ("module", module_path!())];
    let outcome = |outcome| {
        let labels = [labels[0], labels[1], ("outcome", outcome)];
        exported_or_absent("function_calls_total", &labels)
    };
    Calls {
        ok: outcome("ok"),
        error: outcome("error"),
        panic: outcome("panic"),
        cancelled: outcome("cancelled"),
        durations: exported("function_duration_seconds", &labels),
        in_flight: exported("function_in_flight", &labels),
    }
}

/// What a function shows that is neither async nor returns a `Result`, after `ok` calls.
fn plain(ok: f64) -> Calls {
    Calls { ok: Some(ok), panic: Some(0.0), durations: ok, ..Calls::default() }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime needs nothing");
    runtime.block_on(future)
}

fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

// The shapes.

type Answer<T> = Result<T, String>;

#[instrument_metric]
fn unit() {}

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
fn generic<T: Clone>(value: &T) -> T {
    value.clone()
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
async fn async_question(text: &str) -> Result<u8, Box<dyn Error + Send + Sync>> {
    let number = text.parse()?;
    tokio::task::yield_now().await;
    Ok(number)
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
        assert_eq!(awaits_what_is_inferred().await, []);
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
    assert_eq!((optional(), calls("optional")), (None, plain(1.0)));
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

#[test]
fn a_future_of_an_instrumented_function_can_be_sent() {
    fn is_send(_: &impl Send) {}
    is_send(&async_question("1"));
}

#[test]
fn an_err_is_an_error_through_alias_question_mark_and_opaque_type() {
    assert!(aliased(true).is_err() && aliased(false).is_ok());
    assert!(question("x").is_err() && question("200").is_err() && question("1").is_ok());
    assert!(opaque("x").is_err() && opaque("1").is_ok());
    block_on(async { assert!(async_question("x").await.is_err() && async_question("1").await.is_ok()) });
    let result = |ok, error| Calls { ok: Some(ok), error: Some(error), durations: ok + error, ..plain(0.0) };
    assert_eq!(calls("aliased"), result(1.0, 1.0));
    assert_eq!(calls("question"), result(1.0, 2.0));
    assert_eq!(calls("opaque"), result(1.0, 1.0));
    assert_eq!(calls("async_question"), Calls { cancelled: Some(0.0), ..result(1.0, 1.0) });
}

#[test]
fn a_bare_type_parameter_is_ok_also_when_it_is_an_err() {
    assert_eq!(generic::<Result<u8, u8>>(&Err(1)), Err(1));
    generic(&1);
    assert_eq!(calls("generic"), Calls { error: Some(0.0), ..plain(2.0) });
}

// The ways to end.

#[instrument_metric]
fn panics() {
    panic!("on purpose");
}

#[instrument_metric]
fn never() -> ! {
    panic!("on purpose");
}

#[instrument_metric]
async fn never_later() -> ! {
    panic!("on purpose");
}

#[instrument_metric]
async fn panics_later() {
    let mut polled = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
    panic!("on purpose");
}

#[instrument_metric]
async fn stalls() {
    pending::<()>().await;
}

#[instrument_metric]
async fn stalls_aborted() {
    pending::<()>().await;
}

#[instrument_metric]
async fn stalls_in_select() {
    pending::<()>().await;
}

#[instrument_metric]
async fn stalls_in_a_panic() {
    pending::<()>().await;
}

#[instrument_metric]
async fn never_polled() {}

#[instrument_metric]
fn catches() -> bool {
    catch_unwind(|| panic!("on purpose")).is_err()
}

#[instrument_metric]
fn in_a_drop() {}

const ONE_PANIC: Calls =
    Calls { ok: Some(0.0), error: None, panic: Some(1.0), cancelled: None, durations: 1.0, in_flight: 0.0 };
const ONE_CANCELLED: Calls = Calls {
    ok: Some(0.0),
    error: None,
    panic: Some(0.0),
    cancelled: Some(1.0),
    durations: 1.0,
    in_flight: 0.0,
};

#[test]
fn a_body_that_unwinds_is_a_panic_and_the_panic_goes_on() {
    for (function, name) in [(panics as fn(), "panics"), (|| never(), "never")] {
        let payload = catch_unwind(function).expect_err("it panics");
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"on purpose"));
        assert_eq!(calls(name), ONE_PANIC);
    }
}

#[test]
fn a_poll_that_unwinds_is_a_panic_at_once() {
    let mut future = Box::pin(panics_later());
    assert!(poll_once(future.as_mut()).is_pending());
    assert_eq!(calls("panics_later").in_flight, 1.0);
    assert!(catch_unwind(AssertUnwindSafe(|| poll_once(future.as_mut()))).is_err());
    let expected = Calls { cancelled: Some(0.0), ..ONE_PANIC };
    assert_eq!(calls("panics_later"), expected);
    drop(future);
    assert_eq!(calls("panics_later"), expected);
    block_on(async { assert!(tokio::spawn(never_later()).await.is_err()) });
    assert_eq!(calls("never_later"), expected);
}

#[test]
fn a_started_future_that_is_dropped_is_cancelled() {
    let mut future = Box::pin(stalls());
    assert!(poll_once(future.as_mut()).is_pending());
    assert_eq!(
        calls("stalls"),
        Calls { ok: Some(0.0), panic: Some(0.0), cancelled: Some(0.0), in_flight: 1.0, ..Calls::default() }
    );
    drop(future);
    assert_eq!(calls("stalls"), ONE_CANCELLED);
}

#[test]
fn an_aborted_task_and_the_loser_of_a_select_are_cancelled() {
    block_on(async {
        let task = tokio::spawn(stalls_aborted());
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.expect_err("it was aborted").is_cancelled());
        tokio::select! {
            biased;
            () = stalls_in_select() => unreachable!("it never ends"),
            () = std::future::ready(()) => {}
        }
    });
    assert_eq!(calls("stalls_aborted"), ONE_CANCELLED);
    assert_eq!(calls("stalls_in_select"), ONE_CANCELLED);
}

#[test]
fn a_future_that_is_dropped_by_a_panic_elsewhere_is_cancelled() {
    let panicked = catch_unwind(|| {
        let mut future = pin!(stalls_in_a_panic());
        assert!(poll_once(future.as_mut()).is_pending());
        panic!("on purpose");
    });
    assert!(panicked.is_err());
    assert_eq!(calls("stalls_in_a_panic"), ONE_CANCELLED);
}

#[test]
fn a_call_that_returns_during_a_panic_elsewhere_is_ok() {
    struct CallsOnDrop;
    impl Drop for CallsOnDrop {
        fn drop(&mut self) {
            in_a_drop();
        }
    }
    let panicked = catch_unwind(|| {
        let _calls = CallsOnDrop;
        panic!("on purpose");
    });
    assert!(panicked.is_err());
    assert_eq!(calls("in_a_drop"), plain(1.0));
    assert!(catches());
    assert_eq!(calls("catches"), plain(1.0));
}

#[test]
fn a_future_that_is_never_polled_is_no_call() {
    drop(never_polled());
    assert_eq!(calls("never_polled"), Calls { cancelled: Some(0.0), ..plain(0.0) });
}

// Metrics of a function's own.

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Password,
    Token,
}

struct Form {
    kind: Kind,
    value: &'static str,
}

#[instrument_metric(name = "login", labels(kind: Kind = form.kind, short: bool = form.value.len() < 3), buckets(0.5, 1))]
async fn login(form: Form) -> Result<String, ()> {
    match form.value {
        "" => Err(()),
        value => Ok(value.to_owned()),
    }
}

#[instrument_metric(name = "login", labels(kind: Kind = Kind::Token, short: bool = true), buckets(0.5, 1))]
fn login_by_token() {}

#[test]
fn a_function_can_have_names_labels_and_buckets_of_its_own() {
    assert!(block_on(login(Form { kind: Kind::Password, value: "secret" })).is_ok());
    assert!(block_on(login(Form { kind: Kind::Token, value: "" })).is_err());
    login_by_token();
    let labels = |function, kind, short| {
        [("function", function), ("module", module_path!()), ("kind", kind), ("short", short)]
    };
    let ended = |function, kind, short, outcome| {
        let labels = [&labels(function, kind, short)[..], &[("outcome", outcome)]].concat();
        exported("login_calls_total", &labels)
    };
    assert_eq!(ended("login", "password", "false", "ok"), 1.0);
    assert_eq!(ended("login", "token", "true", "error"), 1.0);
    assert_eq!(ended("login", "token", "false", "cancelled"), 0.0);
    assert_eq!(ended("login_by_token", "token", "true", "ok"), 1.0);
    assert_eq!(exported("login_in_flight", &labels("login", "password", "false")), 0.0);
    let snapshot = Registry::global().gather();
    match snapshot.value("login_duration_seconds", &labels("login", "password", "false")) {
        Some(Value::Histogram(histogram)) => {
            assert_eq!((histogram.bounds, histogram.count()), (&[0.5, 1.0][..], 1));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn calls_in_flight_never_show_below_zero() {
    let labels = [("function", "busy"), ("module", module_path!())];
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| (0..20_000).for_each(|_| busy()));
        while !worker.is_finished() {
            assert!(exported("function_in_flight", &labels) >= 0.0);
        }
    });
    assert_eq!(calls("busy"), plain(20_000.0));
}

#[instrument_metric]
fn busy() {}

// Blocks, traits and returned futures.

trait Visit {
    fn visit(&self, guest: &str) -> Result<usize, String>;

    async fn leave(self) -> u8;
}

struct Hall<T> {
    guests: Vec<T>,
}

#[instrument_metric]
impl<T: Clone> Hall<T> {
    const SIZE: usize = 2;

    #[metric(skip)]
    const fn new() -> Self {
        Hall { guests: Vec::new() }
    }

    fn with(mut self, guest: T) -> Self {
        self.guests.push(guest);
        self
    }

    fn first<'a>(&'a self, _at: &str) -> Option<&'a T> {
        self.guests.first()
    }

    async fn clear(&mut self) -> Result<(), usize> {
        if self.guests.len() > Self::SIZE {
            return Err(self.guests.len());
        }
        self.guests.clear();
        Ok(())
    }

    #[metric(name = "hall_count", labels(full: bool = self.guests.len() > 1), buckets(1))]
    fn count(&self) -> usize {
        self.guests.len()
    }

    #[metric(function = "Hall::renamed")]
    fn original(&self) {}
}

#[instrument_metric]
impl Visit for Hall<String> {
    fn visit(&self, guest: &str) -> Result<usize, String> {
        self.guests.iter().position(|name| name == guest).ok_or_else(|| format!("no {guest}"))
    }

    async fn leave(self) -> u8 {
        1
    }
}

#[test]
fn an_impl_block_measures_every_method_by_type_and_name() {
    let mut hall = Hall::new().with("Ada".to_owned()).with("Grace".to_owned());
    assert_eq!((hall.first("x"), hall.count()), (Some(&"Ada".to_owned()), 2));
    assert!(hall.visit("Ada").is_ok() && hall.visit("Alan").is_err());
    hall.original();
    block_on(async {
        assert!(hall.clear().await.is_ok());
        assert_eq!(hall.leave().await, 1);
    });
    assert_eq!(calls("Hall::with"), Calls { error: Some(0.0), ..plain(2.0) });
    assert_eq!((calls("Hall::first"), calls("Hall::renamed")), (plain(1.0), plain(1.0)));
    assert_eq!(calls("Hall::visit"), Calls { ok: Some(1.0), error: Some(1.0), durations: 2.0, ..plain(0.0) });
    assert_eq!(calls("Hall::clear"), Calls { error: Some(0.0), cancelled: Some(0.0), ..plain(1.0) });
    assert_eq!(calls("Hall::leave"), Calls { cancelled: Some(0.0), ..plain(1.0) });
    let labels =
        [("function", "Hall::count"), ("module", module_path!()), ("full", "true"), ("outcome", "ok")];
    assert_eq!(exported("hall_count_calls_total", &labels), 1.0);
    assert_eq!(exported_or_absent("function_calls_total", &[("function", "Hall::new")]), None);
}

#[instrument_metric]
fn returns_future(text: &str) -> impl Future<Output = Answer<u8>> + use<> {
    let parsed = text.parse();
    async move {
        tokio::task::yield_now().await;
        parsed.map_err(|_| "no number".to_owned())
    }
}

#[instrument_metric]
fn returns_boxed_future(text: &str, early: bool) -> Pin<Box<dyn Future<Output = Answer<u8>> + Send + '_>> {
    if early {
        return Box::pin(std::future::ready(Ok(0)));
    }
    Box::pin(async move { text.parse().map_err(|_| "no number".to_owned()) })
}

#[test]
fn a_returned_future_is_measured_from_its_first_poll() {
    drop(returns_future("1"));
    assert_eq!(calls("returns_future"), Calls { error: Some(0.0), cancelled: Some(0.0), ..plain(0.0) });
    block_on(async {
        assert!(returns_future("1").await.is_ok() && returns_future("x").await.is_err());
        assert!(
            returns_boxed_future("1", false).await.is_ok() && returns_boxed_future("x", true).await.is_ok()
        );
        assert!(returns_boxed_future("x", false).await.is_err());
    });
    let mut future = Box::pin(returns_future("1"));
    assert!(poll_once(future.as_mut()).is_pending());
    drop(future);
    let expected = Calls {
        ok: Some(1.0),
        error: Some(1.0),
        panic: Some(0.0),
        cancelled: Some(1.0),
        durations: 3.0,
        in_flight: 0.0,
    };
    assert_eq!(calls("returns_future"), expected);
    let expected =
        Calls { ok: Some(2.0), error: Some(1.0), cancelled: Some(0.0), durations: 3.0, ..plain(0.0) };
    assert_eq!(calls("returns_boxed_future"), expected);
}

#[async_trait::async_trait]
trait Greet: Send + Sync {
    async fn greet(&self, name: &str) -> Result<String, String>;
    async fn part(&self, name: &str) -> Result<String, String>;
}

struct Above;
struct Below;

#[instrument_metric]
#[async_trait::async_trait]
impl Greet for Above {
    async fn greet(&self, name: &str) -> Result<String, String> {
        Ok(format!("Hello, {name}!"))
    }

    async fn part(&self, name: &str) -> Result<String, String> {
        Err(name.to_owned())
    }
}

#[async_trait::async_trait]
#[instrument_metric]
impl Greet for Below {
    async fn greet(&self, name: &str) -> Result<String, String> {
        Ok(format!("Hello, {name}!"))
    }

    async fn part(&self, name: &str) -> Result<String, String> {
        Err(name.to_owned())
    }
}

#[test]
fn async_trait_works_above_and_below() {
    let greeters: [(&dyn Greet, _); 2] = [(&Above, "Above"), (&Below, "Below")];
    for (greeter, name) in greeters {
        assert_eq!(block_on(greeter.greet("Ada")), Ok("Hello, Ada!".to_owned()));
        assert!(block_on(greeter.part("Ada")).is_err());
        let ended =
            |ok, error| Calls { ok: Some(ok), error: Some(error), cancelled: Some(0.0), ..plain(1.0) };
        assert_eq!(calls(&format!("{name}::greet")), ended(1.0, 0.0));
        assert_eq!(calls(&format!("{name}::part")), ended(0.0, 1.0));
    }
}

// Which values are errors.

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
fn errors_are_told_apart_by_their_type_and_never_multiplied_by_outcomes() {
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
fn a_rule_of_the_users_says_what_an_error_is() {
    assert_eq!((answers(200), answers(503)), (200, 503));
    block_on(async { (finds(None).await, finds(Some(1)).await) });
    assert!(generic_result::<u8, u8>(Err(1)).is_err());
    let ended = |ok, error| Calls { ok: Some(ok), error: Some(error), durations: ok + error, ..plain(0.0) };
    assert_eq!(calls("answers"), ended(1.0, 1.0));
    assert_eq!(calls("finds"), Calls { cancelled: Some(0.0), ..ended(1.0, 1.0) });
    assert_eq!(calls("generic_result"), ended(0.0, 1.0));
}
