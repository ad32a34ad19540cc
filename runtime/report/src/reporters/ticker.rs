//! The task that gathers when subscriptions are due. All reporters of a moment share the gathering.

use std::future::pending;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::{sleep_until, Instant};

use super::gathering::{gather, Due};
use super::shared::{Active, Shared};

/// A request of the program to the ticker.
pub(super) enum Request {
    /// The subscriptions changed, so that another one may be due first.
    Changed,
    /// Gathers now, for some subscriptions of a reporter.
    Report(Due),
    /// Gathers for the last time, for some reporters.
    Last(Vec<Due>, std::sync::mpsc::Sender<()>),
}

/// Gathers at each moment at which a subscription is due, and for each request.
pub(super) async fn run(
    shared: Arc<Shared>,
    active: Arc<Active>,
    mut requests: mpsc::UnboundedReceiver<Request>,
) {
    loop {
        let next = shared.state().next_due();
        let request = tokio::select! {
            biased;
            request = requests.recv() => match request {
                Some(request) => request,
                None => return,
            },
            () = until(next) => {
                let due = shared.state().take_due(Instant::now());
                deliver(&active, due).await;
                continue;
            }
        };
        match request {
            Request::Changed => {}
            Request::Report(due) => deliver(&active, vec![due]).await,
            Request::Last(due, done) => {
                deliver(&active, due).await;
                let _ = done.send(()); // nobody waits any more
            }
        }
    }
}

/// Gathers, and queues the readings for the reporters.
async fn deliver(active: &Arc<Active>, due: Vec<Due>) {
    if due.is_empty() {
        return;
    }
    let active = Arc::clone(active);
    let gather = move || {
        let gathering = gather(&active.view, &active.runtime, &active.clock, &due);
        for due in due {
            let (member, delivery) = due.select(&gathering);
            member.deliver(delivery);
        }
    };
    let _ = spawn_blocking(gather).await; // the panic hook reports a panic, and the next gathering goes on
}

async fn until(next: Option<Instant>) {
    match next {
        Some(next) => sleep_until(next).await,
        None => pending().await,
    }
}
