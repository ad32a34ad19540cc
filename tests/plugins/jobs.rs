//! `Jobs`: runs, queues, jobs by state, and workers of apalis.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use apalis_core::backend::TaskSink;
use apalis_core::backend::memory::MemoryStorage;
use apalis_core::error::{AbortError, BoxDynError, RetryAfterError};
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_core::worker::context::WorkerContext;
use futures_util::FutureExt as _;
use gapless::Instance;
use gapless::plugins::{Job, JobState, Jobs, PluginOptions, WorkResult};
use tokio::time::sleep;

use crate::{start, text, value};

const OUTCOMES: [&str; 6] = ["completed", "failed", "retried", "discarded", "panicked", "cancelled"];

/// The ended runs of the job `welcome`, by outcome.
fn ends(instance: &Instance) -> [f64; 6] {
    OUTCOMES.map(|outcome| {
        let series = format!("job_ends_total{{queue=\"mail\",kind=\"welcome\",outcome=\"{outcome}\"}}");
        value(instance, &series).unwrap_or_else(|| panic!("`{series}` is missing"))
    })
}

/// The value of a metric of the job `welcome`.
fn of_job(instance: &Instance, name: &str) -> Option<f64> {
    value(instance, &format!("{name}{{queue=\"mail\",kind=\"welcome\"}}"))
}

/// Starts an instance with the job `welcome` of the queue `mail`.
async fn mail() -> (Instance, Job) {
    let jobs = Jobs::new();
    let welcome = jobs.queue("mail").job("welcome");
    (start(jobs).await, welcome)
}

fn errors(instance: &Instance, error: &str) -> Option<f64> {
    value(instance, &format!("job_errors_total{{queue=\"mail\",kind=\"welcome\",error=\"{error}\"}}"))
}

#[tokio::test]
async fn a_job_is_exported_at_zero_before_its_first_run() {
    let (instance, _welcome) = mail().await;
    assert_eq!(ends(&instance), [0.0; 6]);
    for name in
        ["job_duration_seconds_count", "job_queue_seconds_count", "job_attempts_count", "jobs_in_flight"]
    {
        assert_eq!(of_job(&instance, name), Some(0.0), "{name}");
    }
}

#[tokio::test]
async fn a_job_that_is_named_after_the_start_is_exported_at_zero() {
    let jobs = Jobs::new();
    let instance = start(jobs.clone()).await;
    assert!(!text(&instance).contains("queue="));
    let _welcome = jobs.queue("mail").job("welcome");
    assert_eq!(ends(&instance), [0.0; 6]);
}

#[tokio::test]
async fn each_end_of_a_run_has_an_outcome() {
    let (instance, welcome) = mail().await;
    welcome.start(None, 1).complete();
    welcome.start(None, 1).retry("greylisted");
    welcome.start(None, 3).fail("bounced");
    welcome.start(None, 2).discard();
    assert_eq!(ends(&instance), [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    assert_eq!((errors(&instance, "greylisted"), errors(&instance, "bounced")), (Some(1.0), Some(1.0)));
    assert_eq!(of_job(&instance, "job_duration_seconds_count"), Some(4.0));
    assert_eq!(of_job(&instance, "job_attempts_count"), Some(3.0), "the retried job has not ended");
    assert_eq!(of_job(&instance, "job_attempts_sum"), Some(6.0));
}

#[tokio::test(start_paused = true)]
async fn a_future_ends_its_run_by_its_result() {
    let (instance, welcome) = mail().await;
    welcome.start(None, 1).run(sleep(Duration::from_secs(30))).await;
    let failing = || async { Err::<(), _>(std::fmt::Error) };
    assert!(welcome.start(None, 1).max_attempts(2).run(failing()).await.is_err());
    assert!(welcome.start(None, 2).max_attempts(2).run(failing()).await.is_err());
    assert_eq!(ends(&instance), [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(errors(&instance, "Error"), Some(2.0), "the name of the type");
    assert_eq!(of_job(&instance, "job_duration_seconds_sum"), Some(30.0));
}

/// An error that states its kind.
struct Refused(Result<(), &'static str>);

impl WorkResult for Refused {
    fn is_error(&self) -> bool {
        self.0.is_err()
    }

    fn error_type(&self) -> &'static str {
        self.0.err().unwrap_or_default()
    }
}

#[tokio::test]
async fn a_type_of_the_program_names_its_errors() {
    let (instance, welcome) = mail().await;
    let _refused = welcome.start(None, 1).call(|| Refused(Err("quota")));
    let _accepted = welcome.start(None, 1).call(|| Refused(Ok(())));
    let _boxed = welcome.start(None, 1).call(|| Err::<(), BoxDynError>("text".into()));
    assert_eq!((errors(&instance, "quota"), errors(&instance, "Error")), (Some(1.0), Some(1.0)));
    assert_eq!(ends(&instance), [1.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
}

fn tear() {
    panic!("the template is torn");
}

#[tokio::test]
async fn a_panic_and_a_dropped_run_are_counted_and_leave_nothing_in_flight() {
    let (instance, welcome) = mail().await;
    let in_flight = || of_job(&instance, "jobs_in_flight");
    let panicking = welcome.start(None, 1).run(async { tear() });
    assert_eq!(in_flight(), Some(1.0));
    assert!(AssertUnwindSafe(panicking).catch_unwind().await.is_err_and(|_| in_flight() == Some(0.0)));
    let calling = AssertUnwindSafe(|| welcome.start(None, 1).call(tear));
    assert!(std::panic::catch_unwind(calling).is_err());
    assert_eq!(ends(&instance), [0.0, 0.0, 0.0, 0.0, 2.0, 0.0]);

    drop(welcome.start(None, 1));
    let mut endless = Box::pin(welcome.start(None, 1).run(std::future::pending::<()>()));
    assert!(endless.as_mut().now_or_never().is_none());
    assert_eq!(in_flight(), Some(1.0));
    drop(endless);
    drop(welcome.start(None, 1).run(async {}));
    assert_eq!((ends(&instance), in_flight()), ([0.0, 0.0, 0.0, 0.0, 2.0, 3.0], Some(0.0)));
    assert_eq!(of_job(&instance, "job_attempts_count"), Some(0.0));
}

#[tokio::test]
async fn the_time_in_the_queue_is_measured_from_when_the_job_was_due() {
    let (instance, welcome) = mail().await;
    let hour = Duration::from_secs(3600);
    welcome.start(Some(SystemTime::now() - hour), 1).complete();
    welcome.start(Some(SystemTime::now() + hour), 1).complete();
    welcome.start(None, 1).complete();
    assert_eq!(
        of_job(&instance, "job_queue_seconds_count"),
        Some(1.0),
        "a time in the future is not measured"
    );
    assert!(of_job(&instance, "job_queue_seconds_sum") >= Some(3600.0));
}

#[tokio::test]
async fn nothing_is_recorded_before_the_start() {
    let jobs = Jobs::new();
    let welcome = jobs.queue("mail").job("welcome");
    let early = welcome.start(None, 1);
    let instance = start(jobs.clone()).await;
    early.complete();
    assert_eq!((ends(&instance), of_job(&instance, "jobs_in_flight")), ([0.0; 6], Some(0.0)));
    let error = gapless::builder().plugin(jobs).start().await.expect_err("it has started");
    assert!(error.to_string().contains("jobs"), "{error}");
}

#[tokio::test]
async fn a_state_that_becomes_empty_is_zero() {
    let pending = Arc::new(AtomicU64::new(3));
    let counted = pending.clone();
    let (polled, mut polls) = tokio::sync::mpsc::unbounded_channel();
    let jobs = Jobs::new().count(move || {
        let pending = counted.load(Ordering::Relaxed);
        polled.send(pending).expect("the test waits");
        async move {
            let groups = [("mail", JobState::Pending, pending), ("mail", JobState::Pending, 1)];
            Ok::<_, Infallible>(groups.into_iter().filter(move |_| pending > 0))
        }
    });
    let _images = jobs.queue("images");
    let options = PluginOptions::new().poll_rate(Duration::from_millis(20)).metric_prefix("shop");
    let instance = start(jobs.options(options)).await;
    instance.polled().await;
    let jobs = |queue, state| value(&instance, &format!("shop_jobs{{queue=\"{queue}\",state=\"{state}\"}}"));
    assert_eq!((jobs("mail", "pending"), jobs("mail", "failed")), (Some(4.0), Some(0.0)));
    assert_eq!(jobs("images", "pending"), Some(0.0), "a queue that was named");

    pending.store(0, Ordering::Relaxed);
    while polls.recv().await != Some(0) {}
    polls.recv().await; // a second poll begins after the first has ended
    assert_eq!((jobs("mail", "pending"), jobs("mail", "failed")), (Some(0.0), Some(0.0)));
    instance.shutdown().await;
}

#[tokio::test]
async fn the_jobs_are_absent_while_they_cannot_be_counted() {
    let jobs = Jobs::new().count(|| async { Err::<[(&str, JobState, u64); 0], _>("the database is off") });
    let welcome = jobs.queue("mail").job("welcome");
    let instance = start(jobs).await;
    instance.polled().await;
    welcome.start(None, 1).complete();
    assert!(!text(&instance).contains("\njobs{"));
    assert_eq!(ends(&instance)[0], 1.0, "runs are recorded nevertheless");
    assert!(value(&instance, r#"gapless_poll_failures_total{poll="jobs",reason="error"}"#) >= Some(1.0));
}

#[tokio::test]
async fn options_change_names_labels_and_buckets() {
    let options = PluginOptions::new().metric_prefix("shop").label("region", "eu").buckets([0.25, 2.0]);
    let jobs = Jobs::new().options(options);
    let _welcome = jobs.queue("mail").job("welcome");
    let text = text(&start(jobs).await);
    for series in [
        r#"shop_job_duration_seconds_bucket{region="eu",queue="mail",kind="welcome",le="0.25"} 0"#,
        r#"shop_job_queue_seconds_bucket{region="eu",queue="mail",kind="welcome",le="2"} 0"#,
        r#"shop_job_attempts_bucket{region="eu",queue="mail",kind="welcome",le="10"} 0"#,
    ] {
        assert!(text.lines().any(|line| line == series), "`{series}` is missing:\n{text}");
    }
}

#[tokio::test]
async fn more_than_a_hundred_jobs_share_the_series_of_other() {
    let jobs = Jobs::new();
    let instance = start(jobs.clone()).await;
    for number in 0..150 {
        jobs.queue("mail").job(&number.to_string()).start(None, 1).complete();
    }
    let text = text(&instance);
    for name in ["job_duration_seconds_count", "job_queue_seconds_count", "jobs_in_flight"] {
        let series =
            text.lines().filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('{')));
        assert_eq!(series.count(), 101, "{name}");
    }
    let other = r#"job_ends_total{queue="_other",kind="_other",outcome="completed"}"#;
    assert_eq!(value(&instance, other), Some(50.0));
}

/// A task of the apalis worker.
#[derive(Clone, Copy, Debug)]
enum Mail {
    Send,
    Bounce,
    Delay,
    Abort,
    Panic,
    Stop,
}

async fn deliver(mail: Mail, worker: WorkerContext) -> Result<(), BoxDynError> {
    match mail {
        Mail::Send => Ok(()),
        Mail::Bounce => Err("it bounced".into()),
        Mail::Delay => Err(RetryAfterError::new("busy", Duration::from_secs(1)).into()),
        Mail::Abort => Err(AbortError::new("no such address").into()),
        Mail::Panic => panic!("the template is torn"),
        Mail::Stop => Ok(worker.stop()?),
    }
}

/// Runs tasks in a worker of apalis, and then a task that stops the worker.
async fn work(welcome: &Job, tasks: impl IntoIterator<Item = Task<Mail>>) {
    let mut storage = MemoryStorage::new();
    for task in tasks {
        storage.push_task(task).await.expect("the storage has room");
    }
    storage.push(Mail::Stop).await.expect("the storage has room");
    let worker = WorkerBuilder::new("mailer").backend(storage).layer(welcome.layer()).build(deliver);
    worker.run().await.expect("the worker stops");
}

#[tokio::test]
async fn a_worker_of_apalis_records_its_tasks_by_outcome() {
    let (instance, welcome) = mail().await;
    let hour = SystemTime::now() - Duration::from_secs(3600);
    let retried = TaskBuilder::new(Mail::Bounce).max_attempts(3).build();
    let last = TaskBuilder::new(Mail::Bounce).max_attempts(1).build();
    let late = TaskBuilder::new(Mail::Send).run_at_time(hour).build();
    let others = [Mail::Bounce, Mail::Delay, Mail::Abort].map(Task::new);
    work(&welcome, [late, retried, last].into_iter().chain(others)).await;
    // The task that stops the worker completes too.
    assert_eq!(ends(&instance), [2.0, 2.0, 2.0, 1.0, 0.0, 0.0]);
    assert_eq!(of_job(&instance, "job_queue_seconds_count"), Some(1.0));
    assert!(of_job(&instance, "job_queue_seconds_sum") >= Some(3600.0));
    assert_eq!(of_job(&instance, "job_attempts_sum"), Some(5.0), "each job has ended at its first attempt");
    assert_eq!(of_job(&instance, "jobs_in_flight"), Some(0.0));
    assert_eq!(errors(&instance, "Error"), Some(4.0));
}

#[tokio::test]
async fn a_task_of_apalis_that_panics_is_counted_as_a_panic() {
    let (instance, welcome) = mail().await;
    let working = AssertUnwindSafe(work(&welcome, [Task::new(Mail::Panic)]));
    let _ended = working.catch_unwind().await;
    assert_eq!(ends(&instance)[4], 1.0);
    assert_eq!(of_job(&instance, "jobs_in_flight"), Some(0.0));
}
