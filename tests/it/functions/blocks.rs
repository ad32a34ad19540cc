//! `impl` blocks, traits and `#[async_trait]`.

use gapless::instrument_metric;

use super::{Calls, block_on, plain};
use crate::{exported, exported_or_absent};

fn calls(function: &str) -> Calls {
    super::calls(module_path!(), function)
}

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

#[derive(Debug, PartialEq)]
struct Failure(String);

#[instrument_metric]
impl From<std::num::ParseIntError> for Failure {
    fn from(error: std::num::ParseIntError) -> Self {
        Failure(error.to_string())
    }
}

#[instrument_metric]
impl From<std::fmt::Error> for Failure {
    fn from(error: std::fmt::Error) -> Self {
        Failure(error.to_string())
    }
}

#[instrument_metric]
impl<'a> From<&'a str> for Failure {
    fn from(text: &'a str) -> Self {
        Failure(text.to_owned())
    }
}

#[derive(Debug, PartialEq)]
struct Money(u8);

#[instrument_metric]
impl std::ops::Add for Money {
    type Output = Money;

    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

#[instrument_metric]
impl std::ops::Add for &Money {
    type Output = Money;

    fn add(self, other: &Money) -> Money {
        Money(self.0 + other.0)
    }
}

#[instrument_metric]
impl std::ops::Add<u8> for &Money {
    type Output = Money;

    fn add(self, other: u8) -> Money {
        Money(self.0 + other)
    }
}

#[test]
fn impls_of_one_trait_are_distinguished_by_its_arguments() {
    let _ = (Failure::from("x".parse::<u8>().unwrap_err()), Failure::from(std::fmt::Error));
    assert_eq!((Failure::from("a"), Failure::from("b")), (Failure("a".into()), Failure("b".into())));
    assert_eq!(&(&(Money(1) + Money(2)) + 3) + &Money(4), Money(10));
    for (function, ended) in [
        ("<Failure as From<std::num::ParseIntError>>::from", 1.0),
        ("<Failure as From<std::fmt::Error>>::from", 1.0),
        ("<Failure as From<&str>>::from", 2.0),
        ("Money::add", 1.0),
        ("<&Money as Add>::add", 1.0),
        ("<&Money as Add<u8>>::add", 1.0),
    ] {
        assert_eq!(calls(function), Calls { error: Some(0.0), ..plain(ended) }, "{function}");
    }
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
