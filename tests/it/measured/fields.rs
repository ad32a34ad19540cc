//! The types of fields.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use gapless::measured::{NumberField, Read};
use gapless::snapshot::{HistogramValue, Number};
use gapless::{LabelValue, Registry, instrument_metric};

use crate::{exported, exported_or_absent, refused};

fn check(field: &(impl NumberField + ?Sized), expected: f64) {
    match field.read_number() {
        Read::Value(number) => assert_eq!(number.as_f64(), expected),
        other => panic!("{other:?} instead of {expected}"),
    }
}

#[test]
fn every_type_of_number_can_be_read() {
    check(&1_u8, 1.0);
    check(&1_u16, 1.0);
    check(&1_u32, 1.0);
    check(&1_u64, 1.0);
    check(&1_usize, 1.0);
    check(&-1_i8, -1.0);
    check(&-1_i16, -1.0);
    check(&-1_i32, -1.0);
    check(&-1_i64, -1.0);
    check(&-1_isize, -1.0);
    check(&1.5_f32, 1.5);
    check(&1.5_f64, 1.5);
    check(&true, 1.0);
    check(&Duration::from_millis(1500), 1.5);
}

#[test]
fn every_atomic_can_be_read() {
    check(&AtomicBool::new(true), 1.0);
    check(&AtomicU8::new(1), 1.0);
    check(&AtomicU16::new(1), 1.0);
    check(&AtomicU32::new(1), 1.0);
    check(&AtomicU64::new(1), 1.0);
    check(&AtomicUsize::new(1), 1.0);
    check(&AtomicI8::new(-1), -1.0);
    check(&AtomicI16::new(-1), -1.0);
    check(&AtomicI32::new(-1), -1.0);
    check(&AtomicI64::new(-1), -1.0);
    check(&AtomicIsize::new(-1), -1.0);
}

#[test]
fn collections_are_read_as_their_length() {
    check(&vec!["a", "b"], 2.0);
    check(&["a", "b"][..], 2.0);
    check(&VecDeque::from(["a", "b"]), 2.0);
    check(&HashMap::from([("a", 1), ("b", 2)]), 2.0);
    check(&BTreeMap::from([("a", 1), ("b", 2)]), 2.0);
    check(&HashSet::from(["a", "b"]), 2.0);
    check(&BTreeSet::from(["a", "b"]), 2.0);
}

#[test]
fn locks_and_pointers_are_read_through_and_an_option_can_be_absent() {
    check(&Mutex::new(2), 2.0);
    check(&RwLock::new(2), 2.0);
    check(&Arc::new(2), 2.0);
    check(&Box::new(2), 2.0);
    check(&Some(2), 2.0);
    check(&Arc::new(Mutex::new(Some(Box::new(vec![1, 2])))), 2.0);
    assert_eq!(None::<u8>.read_number(), Read::Absent);
    assert_eq!(Mutex::new(None::<u8>).read_number(), Read::Absent);

    let (mutex, lock) = (Mutex::new(1), RwLock::new(1));
    let (mutex_guard, guard) = (mutex.lock().unwrap(), lock.write().unwrap());
    assert_eq!((mutex.read_number(), lock.read_number()), (Read::Locked, Read::Locked));
    drop((mutex_guard, guard));
    let _guard = lock.read().unwrap();
    check(&lock, 1.0);
}

#[test]
fn a_poisoned_lock_is_read() {
    let lock = Arc::new(Mutex::new(3));
    let other = lock.clone();
    let poisoning = std::thread::spawn(move || {
        let _guard = other.lock().unwrap();
        panic!("a panic with a lock, on purpose");
    });
    assert!(poisoning.join().is_err());
    assert!(lock.is_poisoned());
    check(&*lock, 3.0);
}

/// A value of each kind.
#[instrument_metric(namespace = "measured_kinds")]
struct Kinds {
    /// A level.
    #[metric(up_down_counter)]
    level: i64,
    /// Time spent.
    #[metric(counter, name = "spent_seconds_total", unit = "seconds")]
    spent: Mutex<Duration>,
    /// A temperature, if it is known.
    #[metric(gauge, name = "temperature_celsius")]
    temperature: Mutex<Option<f64>>,
    /// The mood.
    #[metric(stateset)]
    mood: RwLock<Mood>,
    /// The mood, through a function.
    #[metric(stateset, with = Inner::mood)]
    inner: Inner,
    /// Players, through a function.
    #[metric(gauge, with = players)]
    players: [u8; 3],
    /// A number that is not valid for a counter.
    #[metric(counter, name = "negative_total")]
    negative: i8,
}

#[derive(Clone, Copy, LabelValue)]
enum Mood {
    Calm,
    Angry,
}

struct Inner;

impl Inner {
    fn mood(&self) -> Mood {
        Mood::Angry
    }
}

fn players(all: &[u8; 3]) -> Arc<usize> {
    Arc::new(all.iter().filter(|player| **player > 0).count())
}

#[test]
fn each_kind_of_metric_reads_its_field() {
    let kinds = Kinds {
        level: -4,
        spent: Mutex::new(Duration::from_millis(2500)),
        temperature: Mutex::new(None),
        mood: RwLock::new(Mood::Calm),
        inner: Inner,
        players: [1, 0, 2],
        negative: -1,
    }
    .measured();
    assert_eq!(exported("measured_kinds_level", &[]), -4.0);
    assert_eq!(exported("measured_kinds_spent_seconds_total", &[]), 2.5);
    assert_eq!(exported("measured_kinds_players", &[]), 2.0);
    assert_eq!(exported("measured_kinds_mood", &[]), 0.0);
    assert_eq!(exported("measured_kinds_inner", &[]), 1.0);
    assert_eq!(exported_or_absent("measured_kinds_temperature_celsius", &[]), None);
    *kinds.temperature.lock().unwrap() = Some(21.5);
    becomes("measured_kinds_temperature_celsius", Some(21.5));
    *kinds.temperature.lock().unwrap() = None;
    becomes("measured_kinds_temperature_celsius", None);
    *kinds.mood.write().unwrap() = Mood::Angry;
    becomes("measured_kinds_mood", Some(1.0));

    assert_eq!(exported_or_absent("measured_kinds_negative_total", &[]), None);
    assert!(refused("measured_kinds_negative_total") > 0.0);
}

/// Reads a metric until it has a value. While another test reads the field, its last value is exported.
fn becomes(name: &str, value: Option<f64>) {
    let has_become = (0..10_000).any(|_| {
        std::thread::yield_now();
        exported_or_absent(name, &[]) == value
    });
    assert!(has_become, "{name} is {:?}", exported_or_absent(name, &[]));
}

/// Numbers that some kinds of metrics refuse.
#[instrument_metric(namespace = "measured_odd")]
struct Odd {
    /// A counter.
    #[metric(counter, name = "risen_total")]
    risen: RwLock<f64>,
    /// An up-down counter.
    #[metric(up_down_counter)]
    level: RwLock<f64>,
    /// A gauge.
    #[metric(gauge)]
    temperature: RwLock<f64>,
}

impl Odd {
    fn set(&self, number: f64) {
        for field in [&self.risen, &self.level, &self.temperature] {
            *field.write().expect("no panic holds the lock") = number;
        }
    }
}

#[test]
fn a_number_is_refused_as_the_declared_metric_refuses_it() {
    const NAMES: [&str; 3] = ["measured_odd_risen_total", "measured_odd_level", "measured_odd_temperature"];
    let all = || NAMES.map(|name| exported_or_absent(name, &[]));
    let n_refused = || NAMES.map(refused);
    let odd =
        Odd { risen: RwLock::new(1.5), level: RwLock::new(1.5), temperature: RwLock::new(1.5) }.measured();
    assert_eq!(all(), [Some(1.5); 3]);
    assert_eq!(n_refused(), [0.0; 3]);
    for (number, is_refused) in [
        (-1.5, [true, false, false]),
        (f64::INFINITY, [true, true, false]),
        (f64::NEG_INFINITY, [true, true, false]),
        (f64::NAN, [true, true, false]),
        (f64::from_bits(0x7ff0_0000_0000_0002), [true, true, true]), // stands for an unset gauge
    ] {
        odd.set(number);
        let before = n_refused();
        assert_eq!(all().map(|value| value.is_none()), is_refused, "{number}");
        let after = n_refused();
        for at in (0..NAMES.len()).filter(|at| is_refused[*at]) {
            assert!(after[at] > before[at], "{} refuses {number}", NAMES[at]);
        }
    }
}

/// A histogram with any sum.
#[instrument_metric(namespace = "measured_sums")]
struct Sums {
    /// Sizes of messages.
    #[metric(histogram, name = "message_bytes", buckets(1.0))]
    sizes: RwLock<HistogramValue>,
}

#[test]
fn a_histogram_is_refused_if_its_sum_does_not_fit_its_counts() {
    let histogram = |counts: [u64; 2], sum| HistogramValue {
        bounds: (&[1.0]).into(),
        counts: counts.into(),
        sum: Number::F64(sum),
        native: None,
    };
    let sums = Sums { sizes: RwLock::new(histogram([0, 0], 0.0)) }.measured();
    for (counts, sum, is_valid) in [
        ([0, 0], 0.0, true),
        ([0, 0], 1.0, false),
        ([1, 1], 3.0, true),
        ([1, 1], -3.0, false),
        ([1, 1], f64::INFINITY, true),
        ([1, 1], f64::NAN, false),
    ] {
        *sums.sizes.write().unwrap() = histogram(counts, sum);
        let before = refused("measured_sums_message_bytes");
        let found = Registry::global().gather().value("measured_sums_message_bytes", &[]).is_some();
        assert_eq!(found, is_valid, "{counts:?} with the sum {sum}");
        assert!(is_valid || refused("measured_sums_message_bytes") > before, "{counts:?} with the sum {sum}");
    }
}

/// A number of the user.
struct Celsius(f64);

impl NumberField for Celsius {
    fn read_number(&self) -> Read<Number> {
        self.0.read_number()
    }
}

#[test]
fn a_type_of_the_user_is_read_as_it_says() {
    check(&Mutex::new(Celsius(21.5)), 21.5);
}
