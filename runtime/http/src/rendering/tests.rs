//! Readers that wait for each other, and renderings that panic.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;
use std::thread;

use super::*;

impl Reader {
    /// Returns another reader at the same position.
    pub(crate) fn twin(&self) -> Reader {
        Reader { rendering: Arc::clone(&self.rendering), at: Arc::clone(&self.at) }
    }

    /// Prevents all readers of the rendering from writing until the guard is dropped.
    pub(crate) fn hold(&self) -> impl Sized + '_ {
        self.rendering.lock()
    }
}

/// Returns a view that only this test renders.
fn view(test: &str) -> View {
    View::builder().names(["gapless_conflicts"]).label("test", test).build().expect("the view is valid")
}

/// Counts calls of `wake`.
#[derive(Debug, Default)]
struct Count(AtomicUsize);

impl Count {
    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Unparks a thread.
struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Reads all chunks. The thread sleeps until it is woken.
fn read(mut reader: Reader) -> Vec<u8> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut read = Vec::new();
    loop {
        match reader.step(&waker) {
            Step::Chunk(chunk) => read.extend_from_slice(&chunk),
            Step::End => return read,
            Step::Progress => {}
            Step::Wait => thread::park(),
            Step::Panicked => panic!("nothing here panics"),
        }
    }
}

#[test]
fn a_waiting_reader_is_woken_once_by_the_reader_that_writes() {
    let view = view("wait");
    let [first, mut second] = [(); 2].map(|()| Reader::new(view.clone(), Format::Text));
    let count = Arc::new(Count::default());
    let waker = Waker::from(count.clone());
    let writing = first.rendering.lock();
    assert!(matches!(second.step(&waker), Step::Wait));
    assert!(matches!(second.step(&waker), Step::Wait));
    assert_eq!(count.get(), 0, "a waiting reader does not wake itself");
    drop(writing);
    assert_eq!(count.get(), 1);
    assert!(matches!(second.step(&waker), Step::Chunk(_)));
    assert_eq!(read(first).len(), read(Reader::new(view, Format::Text)).len());
}

#[test]
fn a_waiting_reader_of_the_next_rendering_is_woken_too() {
    let view = view("next");
    let mut first = Reader::new(view.clone(), Format::Text);
    assert!(matches!(first.step(Waker::noop()), Step::Chunk(_)));
    let mut second = Reader::new(view, Format::Text);
    assert!(!Arc::ptr_eq(&first.rendering, &second.rendering));
    let count = Arc::new(Count::default());
    let waker = Waker::from(count.clone());
    let writing = first.rendering.lock();
    assert!(matches!(second.step(&waker), Step::Wait));
    drop(writing);
    assert_eq!(count.get(), 1);
    assert!(matches!(second.step(&waker), Step::Progress), "it helps with the first rendering");
    assert!(matches!(second.step(&waker), Step::Chunk(_)));
}

#[test]
fn sleeping_readers_on_many_threads_are_all_woken() {
    let view = view("threads");
    let expected = read(Reader::new(view.clone(), Format::Text));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                (0..300).for_each(|_| assert_eq!(read(Reader::new(view.clone(), Format::Text)), expected));
            });
        }
    });
}

#[test]
fn a_panic_while_writing_does_not_affect_other_readers() {
    let view = view("poisoned");
    let [first, second] = [(); 2].map(|()| Reader::new(view.clone(), Format::Text));
    let panicked = thread::scope(|scope| {
        let panicking = scope.spawn(|| {
            let _writing = first.rendering.lock();
            panic!("the test panics here");
        });
        panicking.join().is_err()
    });
    assert!(panicked && first.rendering.state.is_poisoned());
    assert_eq!(read(second), read(first));
}

#[test]
fn a_rendering_that_panics_ends_with_an_error_and_the_next_is_complete() {
    let view = view("panicked");
    let [mut first, mut second] = [(); 2].map(|()| Reader::new(view.clone(), Format::Text));
    assert!(matches!(first.step(Waker::noop()), Step::Chunk(_)));
    first.rendering.lock().state.add(Err(Box::new("a panic")));
    assert!(matches!(first.step(Waker::noop()), Step::Panicked));
    assert!(matches!(second.step(Waker::noop()), Step::Chunk(_)));
    assert!(
        matches!(second.step(Waker::noop()), Step::Panicked),
        "a part of a rendering does not look complete"
    );
    assert!(read(Reader::new(view, Format::Text)).ends_with(b"} 0\n"));
}
