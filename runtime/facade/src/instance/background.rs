//! An instance on its own thread, for programs without a runtime.

use std::sync::mpsc::channel;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::builder::InstanceBuilder;
use super::error::{Error, ErrorKind};
use super::Instance;

/// Starts the instance on a new thread, and returns when it has started. The thread ends after the instance.
pub(super) fn start(builder: InstanceBuilder) -> Result<Instance, Error> {
    let (started, answer) = channel();
    let (alive, ended) = oneshot::channel::<()>();
    let run = move || {
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(cause) => return drop(started.send(Err(ErrorKind::Thread(cause).into()))),
        };
        let instance = runtime.block_on(builder.start());
        let has_work = instance
            .as_ref()
            .is_ok_and(|instance| !instance.is_disabled() || instance.server_addr().is_some());
        let _ = started.send(instance); // the caller waits
        if has_work {
            let _ = runtime.block_on(ended);
        }
        runtime.shutdown_background(); // does not wait for threads that still run
    };
    thread::Builder::new().name("gapless".into()).spawn(run).map_err(ErrorKind::Thread)?;
    let mut instance = answer.recv().expect("the thread answers unless it panics")?;
    instance._background = Some(alive);
    Ok(instance)
}
