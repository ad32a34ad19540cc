//! Takes connections while there is room for them, and lets them end when the server stops. Who has connected by then and waits
//! for room is still taken, to be told so: to close the listener would reset them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{watch, Semaphore};
use tokio::task::{yield_now, JoinSet};
use tokio::time::timeout;

use super::connection::Connections;
use super::listener::Listener;

/// How long answers that are under way may take once the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// How many are taken once the server stops; no more wait in the backlog.
const LAST_CONNECTIONS: usize = 1024;

/// Serves until `stopped` has no sender any more.
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
        tracing::warn!("{} connections are cut, as their answers did not end in time", tasks.len());
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
        // Forgets those that have ended.
        while tasks.try_join_next().is_some() {}
        let (connections, stopped) = (Arc::clone(connections), stopped.clone());
        tasks.spawn(async move {
            connections.serve(stream, client, stopped).await;
            drop(place);
        });
    }
}

/// Takes those who have connected by now, whether there is room or not: each is there for no longer than it takes to refuse it.
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
            () = yield_now() => return, // the system was asked once more, and nobody is there
        };
        let (connections, stopped) = (Arc::clone(connections), stopped.clone());
        tasks.spawn(async move { connections.serve(stream, client, stopped).await });
    }
}
