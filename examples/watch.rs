//! How do I see whether a task is still running? `cargo run --bin watch` prints the states of three tasks.

use std::borrow::Cow;
use std::error::Error;
use std::future::pending;
use std::io::{Write, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gapless::encode::Format;
use gapless::watch::{TaskState, Watch, Watched};
use gapless::{Registry, defmetrics};
use tokio::sync::Notify;

defmetrics! {
    /// Mails that wait.
    gauge mails_waiting;
}

/// The state of a task that reports a metric.
#[derive(Default)]
struct Mailer {
    waiting: AtomicU64,
    reported: Notify,
}

impl Watched for Mailer {
    fn name(&self) -> Option<Cow<'_, str>> {
        Some("mailer".into())
    }

    /// Runs every second, or at the period of the watch.
    fn report(&self) {
        mails_waiting().set(self.waiting.load(Ordering::Relaxed) as f64);
        self.reported.notify_one();
    }
}

async fn send_mails(mailer: Arc<Mailer>) {
    mailer.waiting.fetch_add(3, Ordering::Relaxed);
    pending::<()>().await; // all of them are greylisted
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Down: the task has ended.
    let backup = gapless::watch("backup", async { Err("the disk is full") });
    let failed: Result<(), _> = tokio::spawn(backup).await?;
    assert!(failed.is_err());

    // Up: the task was polled in the last minute. Its value reports a metric.
    let mailer = Arc::new(Mailer::default());
    let watch = Watch::of(mailer.clone()).report_every(Duration::from_millis(10));
    tokio::spawn(watch.task(send_mails(mailer.clone())));
    mailer.reported.notified().await;

    // Idle: the task was not polled for longer than it should be.
    let importer = Watch::new("importer").idle_after(Duration::from_millis(10)).task(pending::<()>());
    let mut changes = importer.handle().subscribe();
    tokio::spawn(importer);
    assert_eq!(changes.next().await, Some(TaskState::Up));
    assert_eq!(changes.next().await, Some(TaskState::Idle));

    stdout().write_all(&Format::Text.encode(&Registry::global().gather()))?;
    Ok(())
}
