//! Threads that do something once and then wait.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

/// Threads that wait; they end when this is dropped.
#[derive(Default)]
pub(crate) struct Threads(Vec<(Sender<()>, JoinHandle<()>)>);

impl Threads {
    /// Starts as many threads as are missing, and waits until each has done its work.
    pub(crate) fn grow_to(&mut self, n: usize, work: fn()) {
        while self.0.len() < n {
            let (end, ended) = channel();
            let (done, is_done) = channel();
            let thread = std::thread::spawn(move || {
                work();
                done.send(()).expect("whoever starts a thread waits for it");
                let _ = ended.recv(); // an error, as soon as the other side is dropped
            });
            is_done.recv().expect("no work panics");
            self.0.push((end, thread));
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        for (end, thread) in self.0.drain(..) {
            drop(end);
            thread.join().expect("no work panics");
        }
    }
}
