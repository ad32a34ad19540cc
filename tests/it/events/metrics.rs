//! Metrics on events.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use gapless::{Event, LabelValue, Registry, StatusClass, defmetrics, events};

use crate::exported;

#[derive(Clone, Copy, LabelValue, PartialEq)]
enum Origin {
    Web,
    Import,
}

#[derive(Event)]
#[event(name = "account.created")]
struct AccountCreated {
    origin: Origin,
    plan: String,
    is_test: bool,
    status: u16,
    #[event(measure)]
    took: Duration,
    #[event(measure = "ms")]
    waited: u64,
    #[event(measure = "kB")]
    avatar: u32,
    #[event(measure = "MB")]
    upload: f64,
    #[event(measure)]
    score: f64,
    #[event(measure)]
    friends: u32,
    #[event(measure)]
    balance: i64,
}

impl AccountCreated {
    fn of(origin: Origin) -> Self {
        AccountCreated {
            origin,
            plan: "free".to_owned(),
            is_test: false,
            status: 201,
            took: Duration::from_millis(250),
            waited: 1500,
            avatar: 12,
            upload: 1.5,
            score: 0.1,
            friends: 3,
            balance: -7,
        }
    }
}

/// An event of another library.
#[derive(Event)]
struct Measured<'a> {
    of: &'a str,
    #[event(measure)]
    n: u64,
}

static TAGGED: AtomicU64 = AtomicU64::new(0);

fn tag(event: &AccountCreated) -> StatusClass {
    TAGGED.fetch_add(1, Ordering::Relaxed);
    StatusClass::from(event.status)
}

fn is_test(event: &AccountCreated) -> bool {
    event.is_test
}

defmetrics! {
    #![namespace = "on"]
    #![group = "on_accounts"]

    /// Accounts.
    #[on(AccountCreated)]
    counter accounts_total(origin: Origin);

    /// Accounts by what the request was answered with.
    #[on(AccountCreated, drop = is_test, tags(class = tag(event), plan = &event.plan))]
    #[max_series(20)]
    counter answers_total(plan: &str, class: StatusClass);

    /// Friends.
    #[on(AccountCreated, measure = friends, keep = |event| event.friends > 0)]
    counter friends_total;

    /// Score.
    #[on(AccountCreated, measure = score)]
    counter score_total: f64;

    /// Balance.
    #[on(AccountCreated, measure = balance)]
    gauge balance;

    /// Time.
    #[on(AccountCreated, measure = took)]
    #[buckets(0.25, 1, 2)]
    histogram took_seconds(origin: Origin);

    /// Waits.
    #[on(AccountCreated, measure = waited)]
    #[buckets(1, 2)]
    histogram waited_seconds;

    /// Waits, by a function.
    #[on(AccountCreated, measure = |event| event.waited * 2, unit = "ms")]
    counter waited_twice_seconds_total: f64;

    /// Both, by a function.
    #[on(AccountCreated, measure = |event| event.took * 3)]
    summary took_thrice_seconds;

    /// Waits, as the last one was.
    #[on(AccountCreated, measure = waited)]
    gauge last_wait_seconds;

    /// Sizes.
    #[on(AccountCreated, measure = avatar)]
    #[on(AccountCreated, measure = |event| event.avatar, unit = "MB", keep = |_| false)]
    counter avatar_bytes_total;

    /// Sizes of uploads.
    #[on(AccountCreated, measure = upload)]
    gauge upload_bytes;

    /// Numbers.
    #[on(Measured<'_>, measure = n, tags(by = event.of), keep = |event| event.of == "numbers")]
    #[on(AccountCreated, measure = AccountCreated::number, tags(by = "account"))]
    #[max_series(2)]
    #[unit(none)]
    counter numbers_total(by: impl AsRef<str>);

    /// Numbers, as a summary.
    #[on(Measured, measure = n, keep = |event| event.of == "quantiles")]
    summary numbers_at_once;

    /// Set by many threads.
    #[on(Measured<'_>, measure = n, keep = |event| event.of == "threads")]
    gauge last_number;

    /// Switched off for a while.
    #[on(Measured<'_>, keep = |event| event.of == "switched")]
    counter switched_total;
}

impl AccountCreated {
    fn number(&self) -> u64 {
        u64::from(self.friends) * 10
    }
}

/// One test for all metrics on accounts, because each event counts in all of them.
#[test]
fn an_event_is_recorded_into_each_metric_that_is_declared_on_it() {
    assert_eq!(exported("on_accounts_total", &[("origin", "web")]), 0.0);
    for origin in [Origin::Web, Origin::Web, Origin::Import] {
        AccountCreated::of(origin).emit();
    }
    assert_eq!(accounts_total(Origin::Web).get(), 2);
    assert_eq!(exported("on_accounts_total", &[("origin", "import")]), 1.0);
    assert_eq!(exported("on_answers_total", &[("plan", "free"), ("class", "2xx")]), 3.0);
    assert_eq!(friends_total().get(), 9);
    assert!((score_total().get() - 0.3).abs() < 1e-12);
    assert_eq!(balance().get(), Some(-7.0));

    assert_eq!(took_seconds(Origin::Web).get().counts, [2, 0, 0, 0]);
    assert_eq!(waited_seconds().get().counts, [0, 3, 0]);
    assert_eq!(waited_seconds().get().sum.as_f64(), 4.5);
    assert_eq!(waited_twice_seconds_total().get(), 9.0);
    assert_eq!(took_thrice_seconds().get().sum.as_f64(), 2.25);
    assert_eq!(last_wait_seconds().get(), Some(1.5));
    assert_eq!(avatar_bytes_total().get(), 36_000);
    assert_eq!(upload_bytes().get(), Some(1_500_000.0));
    Measured { of: "numbers", n: 5 }.emit();
    assert_eq!((numbers_total("account").get(), numbers_total("numbers").get()), (90, 5));

    let tagged = TAGGED.load(Ordering::Relaxed);
    assert_eq!(tagged, 3);
    AccountCreated { is_test: true, friends: 0, score: f64::NAN, ..AccountCreated::of(Origin::Web) }.emit();
    assert_eq!(TAGGED.load(Ordering::Relaxed), tagged, "what is dropped is not asked for its tags");
    assert_eq!(exported("on_answers_total", &[("plan", "free"), ("class", "2xx")]), 3.0);
    assert_eq!(friends_total().get(), 9);
    assert_eq!(exported("gapless_refused_total", &[("metric", "on_score_total")]), 1.0);

    let rows = events::list("account.created");
    let ids: Vec<_> = rows.iter().map(|row| &*row.id).collect();
    assert!(ids.contains(&"on_accounts_total") && ids.contains(&"on_took_seconds"), "{ids:?}");
    assert!(rows.iter().all(|row| row.failures == 0));
}

#[test]
fn a_summary_of_events_has_quantiles() {
    (1..=100).for_each(|n| Measured { of: "quantiles", n }.emit());
    let median = numbers_at_once().get().quantile(0.5);
    assert!((median - 50.0).abs() <= 50.0 * 0.011, "{median}");
}

#[test]
fn a_gauge_has_the_value_of_the_last_event_of_any_thread() {
    thread::scope(|scope| {
        for thread in 0..8 {
            scope
                .spawn(move || (0..100).for_each(|n| Measured { of: "threads", n: thread * 100 + n }.emit()));
        }
    });
    let last = last_number().get().expect("it is set");
    assert_eq!(last % 100.0, 99.0, "{last} is not the last one of a thread");
}

#[test]
fn a_disabled_metric_reads_no_field_of_an_event() {
    let switch = Registry::global().switch("on_switched_total").expect("it is declared");
    let event = Measured { of: "switched", n: 1 };
    switch.disable();
    event.emit();
    switch.enable();
    event.emit();
    assert_eq!(switched_total().get(), 1);
}

#[test]
fn errors_are_distinguished_by_type_and_not_by_message() {
    mod errors {
        use gapless::{Event, defmetrics};

        #[derive(Event)]
        pub(super) struct Failed<'a> {
            pub(super) error: &'a std::num::ParseIntError,
        }

        defmetrics! {
            /// Errors.
            #[max_series(10)]
            #[on(Failed<'_>, tags(error = gapless::events::type_of(event.error)))]
            counter on_errors_total(error: &str);
        }
    }

    for n in 0..100 {
        let error = format!("x{n}").parse::<u8>().expect_err("it is not a number");
        errors::Failed { error: &error }.emit();
    }
    assert_eq!(exported("on_errors_total", &[("error", "ParseIntError")]), 100.0);
}
