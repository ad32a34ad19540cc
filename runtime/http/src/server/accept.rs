//! Takes connections while there is room for them, and lets them end when the server stops.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{watch, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::connection::Connections;
use super::listener::Listener;

/// How long answers that are under way may take once the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Serves until `stopped` has no sender any more.
pub(super) async fn run(listener: Listener, connections: Arc<Connections>, mut stopped: watch::Receiver<()>) {
    let mut tasks = JoinSet::new();
    tokio::select! {
        () = accept(&listener, connections, &mut tasks, stopped.clone()) => {}
        _ = stopped.changed() => {}
    }
    drop(listener);
    let ended = timeout(LAST_ANSWERS, async { while tasks.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!("{} connections are cut, as their answers did not end in time", tasks.len());
    }
}

async fn accept(
    listener: &Listener,
    connections: Arc<Connections>,
    tasks: &mut JoinSet<()>,
    stopped: watch::Receiver<()>,
) {
    let room = Arc::new(Semaphore::new(connections.limits.max_connections));
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let (stream, client) = listener.accept().await;
        // Forgets those that have ended.
        while tasks.try_join_next().is_some() {}
        let (connections, stopped) = (Arc::clone(&connections), stopped.clone());
        tasks.spawn(async move {
            connections.serve(stream, client, stopped).await;
            drop(place);
        });
    }
}
