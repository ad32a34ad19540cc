//! The log of one test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// How long a test waits before it fails.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// The lines of Gapless, each with its level. They are captured until this is dropped.
pub(crate) struct Log {
    lines: Lines,
    count: watch::Receiver<usize>,
    _guard: DefaultGuard,
}

type Lines = Arc<Mutex<Vec<String>>>;

struct Capture(Lines, watch::Sender<usize>);

impl Log {
    /// Captures the lines of the current thread.
    pub(crate) fn capture() -> Self {
        let (lines, (sender, count)) = (Lines::default(), watch::channel(0));
        let subscriber = tracing_subscriber::registry().with(Capture(lines.clone(), sender));
        Log { lines, count, _guard: tracing::subscriber::set_default(subscriber) }
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no logger panics").clone()
    }

    /// Returns the lines for operators, without those for debugging.
    pub(crate) fn shown(&self) -> Vec<String> {
        self.lines().into_iter().filter(|line| !line.starts_with("DEBUG")).collect()
    }

    /// Waits for a line that contains a string.
    pub(crate) async fn contains(&self, part: &str) {
        let mut count = self.count.clone();
        while !self.lines().iter().any(|line| line.contains(part)) {
            let changed = timeout(LIMIT, count.changed()).await;
            changed
                .unwrap_or_else(|_| panic!("{part} is not in {:?}", self.lines()))
                .expect("the log is captured");
        }
    }

    /// Waits until the uploads have ended without success.
    pub(crate) async fn gave_up(&self) {
        self.contains("no more attempts to send").await;
    }
}

impl<S: tracing::Subscriber> Layer<S> for Capture {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if !event.metadata().target().starts_with("gapless") {
            return;
        }
        let mut keep = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "message" {
                self.0
                    .lock()
                    .expect("no logger panics")
                    .push(format!("{} {value:?}", event.metadata().level()));
            }
        };
        event.record(&mut keep);
        self.1.send_modify(|count| *count += 1);
    }
}
