//! Accepts connections up to the limit, and lets them end when the server stops.
//!
//! Connections that wait in the backlog when the server stops are accepted and answered with 503. Closing the listener
//! would reset them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{watch, Semaphore};
use tokio::task::{yield_now, JoinSet};
use tokio::time::timeout;

use super::connection::Connections;
use super::listener::Listener;

/// The time limit for responses in progress when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// The limit for connections that are accepted when the server stops; the backlog is not longer.
const LAST_CONNECTIONS: usize = 1024;

/// Serves until the sender of `stopped` is dropped.
pub(super) async fn run(listener: Listener, connections: Arc<Connections>, stopped: watch::Receiver<()>) {
    let mut stop = stopped.clone();
    let mut tasks = JoinSet::new();
    tokio::select! {
        () = accept(&listener, &connections, &mut tasks, &stopped) => {}
        _ = stop.changed() => {}
    }
    accept_the_last(&listener, &connections, &mut tasks, &stopped).await;
    drop(listener);
    let ended = timeout(LAST_ANSWERS, async { while tasks.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!("closed {} connections, because their responses did not end in time", tasks.len());
    }
}

async fn accept(
    listener: &Listener,
    connections: &Arc<Connections>,
    tasks: &mut JoinSet<()>,
    stopped: &watch::Receiver<()>,
) {
    let room = Arc::new(Semaphore::new(connections.limits.max_connections));
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let (stream, client) = listener.accept().await;
        // Drops tasks that have ended.
        while tasks.try_join_next().is_some() {}
        let (connections, stopped) = (Arc::clone(connections), stopped.clone());
        tasks.spawn(async move {
            connections.serve(stream, client, stopped).await;
            drop(place);
        });
    }
}

/// Accepts the connections in the backlog, even beyond the limit. Each lives only until it is answered with 503.
async fn accept_the_last(
    listener: &Listener,
    connections: &Arc<Connections>,
    tasks: &mut JoinSet<()>,
    stopped: &watch::Receiver<()>,
) {
    for _ in 0..LAST_CONNECTIONS {
        let (stream, client) = tokio::select! {
            biased;
            accepted = listener.accept() => accepted,
            () = yield_now() => return, // the backlog is empty
        };
        let (connections, stopped) = (Arc::clone(connections), stopped.clone());
        tasks.spawn(async move { connections.serve(stream, client, stopped).await });
    }
}
