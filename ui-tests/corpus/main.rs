//! Annotated functions of many shapes. `tests/corpus.rs` compiles and runs them with and without the attribute.

mod arguments;
mod asynchronous;
mod closures;
mod futures;
mod generics;
mod judged_by_clippy;
mod receivers;
mod returned;
#[cfg(feature = "edition-2024")]
mod scopes_of_2024;
mod scopes;
mod traits;
mod warned_of;

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Prints its name when it is dropped.
#[derive(Debug)]
pub struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        print!("{} ", self.0);
    }
}

/// Prints its name when it is dropped, unless it was disarmed.
#[derive(Debug)]
pub struct Guard {
    armed: bool,
    name: &'static str,
}

impl Guard {
    fn new(name: &'static str) -> Self {
        Guard { armed: true, name }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.armed {
            print!("{} fired ", self.name);
        }
    }
}

/// A future that is ready at the second poll.
#[derive(Debug, Default)]
pub struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        context.waker().wake_by_ref();
        match std::mem::replace(&mut self.0, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// Polls a future once and drops it.
fn cancel<F: Future>(future: F) {
    let mut future = Box::pin(future);
    let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    print!("{} ", if polled.is_ready() { "ready" } else { "pending" });
}

thread_local! {
    static NAMES: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for (name, run) in [
        ("arguments", arguments::run as fn()),
        ("asynchronous", asynchronous::run),
        ("closures", closures::run),
        ("futures", futures::run),
        ("generics", generics::run),
        ("judged_by_clippy", judged_by_clippy::run),
        ("receivers", receivers::run),
        ("returned", returned::run),
        ("scopes", scopes::run),
        ("traits", traits::run),
        ("warned_of", warned_of::run),
    ] {
        println!("# {name}");
        run();
        println!();
    }
    #[cfg(feature = "edition-2024")]
    scopes_of_2024::run();
}
