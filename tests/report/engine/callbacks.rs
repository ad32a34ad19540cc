//! Reporters whose methods panic, hang, or call the handle of their instance.

use std::fmt;
use std::future::{pending, ready};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use gapless::Instance;
use gapless::config::Config;
use gapless::report::{
    Batch, Context, Error, ErrorKind, Failure, Interval, Message, Reporter, Reporters, Reporting,
    Subscription,
};
use gapless::snapshot::FamilySnapshot;
use tokio::time::timeout;

use super::fixture::{SECOND, acting, hold, own, recorder};
use crate::log::Log;

/// Subscribes to one metric, which the program reports.
fn manual() -> Subscription {
    Subscription::new("gapless_conflicts").interval(Interval::Manual)
}

/// A reporter that panics in one of its methods.
struct Fragile(&'static str);

impl Fragile {
    fn call(&self, method: &str) {
        assert_ne!(self.0, method, "a panic of the test");
    }
}

impl Reporter for Fragile {
    async fn start(&mut self, _: &Context) -> Result<(), Failure> {
        self.call("start");
        Ok(())
    }

    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        self.call("report");
        Ok(())
    }

    fn subscribed(&mut self, _: &Subscription) {
        self.call("subscribed");
    }

    fn unsubscribed(&mut self, _: &Subscription) {
        self.call("unsubscribed");
    }

    fn new_metric(&mut self, _: &FamilySnapshot) {
        self.call("new_metric");
    }

    fn message(&mut self, message: Message) {
        self.call("message");
        message.reply(());
    }

    async fn stop(&mut self, _: Duration) -> Result<(), Failure> {
        self.call("stop");
        Ok(())
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        self.call("drop");
    }
}

#[tokio::test]
async fn a_panic_in_any_method_harms_nothing_else() {
    let methods = ["start", "report", "subscribed", "unsubscribed", "new_metric", "message", "stop", "drop"];
    for method in methods {
        let (other, others) = recorder("beside_fragile");
        let name = format!("fragile_{method}");
        let fragile = Reporting::from(manual()).name(name.clone());
        let builder = gapless::builder().reporter(Fragile(method), fragile).reporter(other, manual());
        let metrics = builder.start().await.unwrap();
        let reporters = metrics.reporters();
        let added = Subscription::new("fragile_*").interval(Interval::Manual);
        let id = reporters.subscribe(&name, added.clone()).unwrap();
        let _ = reporters.report_now(&name).await;
        metrics.metrics().gauge(&format!("fragile_of_{method}"), "New.").register().unwrap();
        let _ = reporters.report_now(&name).await;
        reporters.unsubscribe(&name, id).unwrap();
        let _ = reporters.call::<()>(&name, ()).await;
        let _ = reporters.report_now(&name).await;
        let panics = match method {
            "stop" | "drop" => 0.0,
            "start" | "report" => 3.0,
            _ => 1.0,
        };
        let restarts = own(&name, "restarts_total").unwrap();
        assert!(restarts >= panics && (panics > 0.0 || restarts == 0.0), "{method}: {restarts}");
        reporters.report_now("beside_fragile").await.unwrap();
        let before = Instant::now();
        metrics.shutdown().await;
        assert!(before.elapsed() < 4 * SECOND, "{method}");
        assert_eq!(others.reports_so_far().len(), 2, "{method}");
    }
}

/// An error that panics when it is written.
#[derive(Debug)]
struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("a panic of the test")
    }
}

impl std::error::Error for Unwritable {}

struct FailsUnwritably;

impl Reporter for FailsUnwritably {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Err(Unwritable)?
    }
}

/// Checks that a reporter panics at each of two reports, for this reason.
async fn check_panics(metrics: &Instance, reporter: &str, expected: &str) {
    for _ in 0..2 {
        let unsent = metrics.reporters().report_now(reporter).await.expect_err("the reporter panics");
        let ErrorKind::NotReported { reason, .. } = unsent.kind() else { panic!("{unsent}") };
        assert_eq!(reason, expected);
    }
}

#[tokio::test]
async fn an_error_that_cannot_be_written_counts_as_a_panic() {
    let metrics = gapless::builder().reporter(FailsUnwritably, manual()).start().await.unwrap();
    check_panics(&metrics, "fails_unwritably", "it panicked: a panic of the test").await;
    assert_eq!(own("fails_unwritably", "restarts_total"), Some(2.0));
    metrics.shutdown().await;
}

/// A panic whose value panics when it is dropped.
struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("a second panic of the test");
    }
}

struct PanicsTwice;

impl Reporter for PanicsTwice {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        std::panic::panic_any(Explosive)
    }
}

#[tokio::test]
async fn a_panic_whose_value_panics_restarts_the_reporter() {
    let metrics = gapless::builder().reporter(PanicsTwice, manual()).start().await.unwrap();
    check_panics(&metrics, "panics_twice", "it panicked: unknown").await;
    metrics.shutdown().await;
}

/// A reporter that calls the handle of its instance in each report.
struct Selfish {
    reporters: &'static OnceLock<Reporters>,
    errors: Sender<Vec<Error>>,
}

impl Reporter for Selfish {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        let reporters = self.reporters.get().expect("it is set");
        let errors = [
            reporters.report_now("selfish").await.expect_err("the reporter is busy with its own call"),
            reporters.trigger("selfish", "now").await.expect_err("the reporter is busy with its own call"),
            reporters.call::<()>("selfish", ()).await.expect_err("the reporter is busy with its own call"),
            reporters.remove("selfish").await.expect_err("the reporter is busy with its own call"),
        ];
        self.errors.send(errors.into())?;
        Ok(self.control()?)
    }

    fn message(&mut self, message: Message) {
        self.control().expect("these calls do not wait");
        message.reply(());
    }
}

impl Selfish {
    /// Makes all calls that do not wait.
    fn control(&self) -> Result<(), Error> {
        let reporters = self.reporters.get().expect("it is set");
        let id = reporters.subscribe("selfish", manual())?;
        reporters.unsubscribe("selfish", id)?;
        reporters.set_interval("selfish", "now", Interval::every(3600 * SECOND))?;
        reporters.cast("selfish", "nothing")?;
        reporters.disable("selfish")?;
        reporters.enable("selfish")?;
        assert_eq!(reporters.reporters().len(), reporters.reporters().len());
        reporters.subscriptions("selfish").map(drop)
    }
}

#[tokio::test]
async fn a_reporter_that_would_wait_for_itself_gets_an_error() {
    static REPORTERS: OnceLock<Reporters> = OnceLock::new();
    let (errors, received) = channel();
    let reporting = Reporting::from(manual()).interval("now", Interval::Manual);
    let builder = gapless::builder().reporter(Selfish { reporters: &REPORTERS, errors }, reporting);
    let metrics = builder.start().await.unwrap();
    assert!(REPORTERS.set(metrics.reporters().clone()).is_ok());
    let reported = timeout(20 * SECOND, metrics.reporters().report_now("selfish")).await;
    reported.expect("the reporter does not wait for itself").unwrap();
    for error in received.recv().unwrap() {
        assert_eq!(
            error.to_string(),
            "the reporter `selfish` cannot wait for itself; make the call in a task, for example with \
             `tokio::spawn`"
        );
    }
    metrics.shutdown().await;
}

/// Waits until the metrics about a reporter are removed.
async fn is_gone(reporter: &str) {
    let gone = async {
        while own(reporter, "enabled").is_some() {
            tokio::task::yield_now().await;
        }
    };
    timeout(20 * SECOND, gone).await.expect("the metrics are removed");
}

/// A reporter that removes itself in a task after its first report.
struct Leaving(&'static OnceLock<Reporters>);

impl Reporter for Leaving {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        let reporters = self.0.get().expect("it is set").clone();
        tokio::spawn(async move { reporters.remove("leaving").await });
        Ok(())
    }
}

#[tokio::test]
async fn a_reporter_can_remove_itself_in_a_task() {
    static REPORTERS: OnceLock<Reporters> = OnceLock::new();
    let metrics = gapless::builder().reporter(Leaving(&REPORTERS), manual()).start().await.unwrap();
    let reporters = metrics.reporters();
    assert!(REPORTERS.set(reporters.clone()).is_ok());
    reporters.report_now("leaving").await.unwrap();
    is_gone("leaving").await;
    assert!(reporters.reporters().is_empty());
    metrics.shutdown().await;
}

#[tokio::test]
async fn a_removal_ends_although_nobody_waits_for_it() {
    let (reporter, mut events) = recorder("abandoned");
    let metrics = gapless::builder().reporter(reporter, manual()).start().await.unwrap();
    tokio::select! {
        biased;
        _ = metrics.reporters().remove("abandoned") => panic!("the removal waits for the reporter"),
        () = ready(()) => {}
    }
    events.report().await;
    is_gone("abandoned").await;
    metrics.shutdown().await;
}

#[tokio::test]
async fn a_reporter_keeps_its_metrics_while_another_one_of_its_name_leaves() {
    let (release, released) = channel::<()>();
    let (slow, mut events) = acting("replaced", move |_| Ok(released.recv()?));
    let metrics = gapless::builder().reporter(slow, manual()).start().await.unwrap();
    let reporters = metrics.reporters();
    let (removed, ()) = tokio::join!(reporters.remove("replaced"), async {
        events.report().await;
        let (new, _events) = recorder("replaced");
        assert_eq!(reporters.add(new, manual()).unwrap(), "replaced");
        release.send(()).unwrap();
    });
    removed.unwrap();
    assert_eq!(own("replaced", "enabled"), Some(1.0));
    reporters.report_now("replaced").await.unwrap();
    assert_eq!(own("replaced", "sent_total"), Some(2.0));
    metrics.shutdown().await;
}

/// A reporter whose `start` never returns.
struct Starting(Sender<()>);

impl Reporter for Starting {
    async fn start(&mut self, _: &Context) -> Result<(), Failure> {
        self.0.send(())?;
        pending().await
    }

    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }
}

/// Waits until a reporter is dropped.
async fn ended(receiver: Receiver<()>) -> bool {
    let wait = move || loop {
        match receiver.recv_timeout(20 * SECOND) {
            Ok(()) => {}
            Err(error) => return error == RecvTimeoutError::Disconnected,
        }
    };
    tokio::task::spawn_blocking(wait).await.expect("it does not panic")
}

#[tokio::test]
async fn shutdown_ends_a_reporter_that_still_starts() {
    let log = Log::capture();
    let (starts, started) = channel();
    let config = Config::new().shutdown_timeout(Duration::from_millis(300));
    let metrics = gapless::builder().config(config).reporter(Starting(starts), manual()).start();
    metrics.await.unwrap().shutdown().await;
    assert_eq!(
        log.shown(),
        ["WARN the reporter `starting` did not end within 270ms; 1 batches with 1 values were not sent"]
    );
    assert!(ended(started).await);
}

#[tokio::test]
async fn a_reporter_can_be_removed_during_a_shutdown() {
    let ((one, ones), (two, twos)) = (recorder("leaves_late"), recorder("stays"));
    let builder = gapless::builder().reporter(one, manual()).reporter(two, manual());
    let metrics = builder.start().await.unwrap();
    let reporters = metrics.reporters().clone();
    let before = Instant::now();
    let (removed, again, ()) =
        tokio::join!(reporters.remove("leaves_late"), reporters.remove("leaves_late"), metrics.shutdown());
    assert!(removed.is_ok() && again.is_err());
    assert!(before.elapsed() < 4 * SECOND);
    assert_eq!((ones.reports_so_far().len(), twos.reports_so_far().len()), (1, 1));
}

#[test]
fn an_instance_whose_runtime_has_ended_neither_hangs_nor_panics() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ((one, _ones), (two, twos)) = (recorder("orphan_one"), recorder("orphan_two"));
    let first = runtime();
    let builder = gapless::builder().reporter(one, manual()).reporter(two, manual());
    let metrics = first.block_on(builder.start()).unwrap();
    drop(first);
    runtime().block_on(async {
        let (reporters, before) = (metrics.reporters().clone(), Instant::now());
        let unsent = reporters.report_now("orphan_one").await.unwrap_err();
        assert!(matches!(unsent.kind(), ErrorKind::NotReported { .. }), "{unsent}");
        assert!(reporters.metrics().await.is_empty());
        reporters.subscribe("orphan_one", manual()).unwrap();
        reporters.call::<u64>("orphan_one", 1u64).await.unwrap();
        reporters.remove("orphan_one").await.unwrap();
        assert_eq!(own("orphan_one", "enabled"), None);
        metrics.shutdown().await;
        assert!(before.elapsed() < 4 * SECOND);
        let mut twos = twos;
        while !matches!(twos.received().await, Err(RecvTimeoutError::Disconnected)) {}
    });
}

#[tokio::test(start_paused = true)]
async fn a_reporter_can_have_thousands_of_subscriptions() {
    let _hold = hold();
    let (reporter, mut events) = recorder("thousands");
    let subscription =
        |number: u32| Subscription::new(format!("gapless_c*_{number}")).interval(Interval::every(SECOND));
    let reporting = (0..3000).map(subscription).fold(Reporting::new(), Reporting::subscribe);
    let metrics = gapless::builder().reporter(reporter, reporting.subscribe(manual())).start().await.unwrap();
    assert_eq!(events.report().await.families, [""; 0]);
    metrics.reporters().report_now("thousands").await.unwrap();
    assert_eq!(events.report().await.families, ["gapless_conflicts"]);
    metrics.reporters().unsubscribe_all("thousands").unwrap();
    metrics.shutdown().await;
}
