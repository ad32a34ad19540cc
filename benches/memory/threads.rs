//! Threads that do some work once and then wait.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

/// Waiting threads, which end on drop.
#[derive(Default)]
pub(crate) struct Threads(Vec<(Sender<()>, JoinHandle<()>)>);

impl Threads {
    /// Starts threads up to the given number, and waits until each has done its work.
    pub(crate) fn grow_to(&mut self, n: usize, work: fn()) {
        while self.0.len() < n {
            let (end, ended) = channel();
            let (done, is_done) = channel();
            let thread = std::thread::spawn(move || {
                work();
                done.send(()).expect("the starting thread waits for it");
                let _ = ended.recv(); // returns an error once the other side is dropped
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
