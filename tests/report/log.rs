//! The log of one test, with the lines of its reporters.

use std::sync::{Arc, Mutex};

use tracing::Level;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// The lines of Gapless for operators, each with its level. They are captured until this is dropped.
pub(crate) struct Log {
    lines: Lines,
    _guard: DefaultGuard,
}

type Lines = Arc<Mutex<Vec<String>>>;

struct Capture(Lines);

impl Log {
    /// Captures the lines of the current thread, and of the reporters that it adds.
    pub(crate) fn capture() -> Self {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::registry().with(Capture(lines.clone()));
        Log { lines, _guard: tracing::subscriber::set_default(subscriber) }
    }

    pub(crate) fn shown(&self) -> Vec<String> {
        self.lines.lock().expect("no logger panics").clone()
    }
}

impl<S: tracing::Subscriber> Layer<S> for Capture {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let (target, level) = (event.metadata().target(), event.metadata().level());
        if !target.starts_with("gapless") || *level > Level::INFO {
            return;
        }
        let mut keep = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "message" {
                self.0.lock().expect("no logger panics").push(format!("{level} {value:?}"));
            }
        };
        event.record(&mut keep);
    }
}
