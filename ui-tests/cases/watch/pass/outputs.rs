//! Outputs of watched tasks.
#![deny(warnings)]

use std::convert::Infallible;
use std::future::pending;

use gapless::watch;
use gapless::watch::{Watch, WatchedTask};

async fn never() -> ! {
    loop {
        pending::<()>().await;
    }
}

async fn infallible() -> Result<Infallible, String> {
    Err("it ends".to_owned())
}

struct Held {
    _task: WatchedTask<std::future::Ready<()>>,
}

fn spawn<F: std::future::Future + Send + 'static>(_: F) {}

fn main() {
    spawn(watch("loop", async {
        loop {
            pending::<()>().await;
        }
    }));
    spawn(watch("never", never()));
    spawn(watch("infallible", infallible()));
    spawn(watch("unit", async {}));
    spawn(watch("option", async { Some(3) }));
    spawn(watch("question", async {
        let number: u32 = "3".parse()?;
        Ok::<_, std::num::ParseIntError>(number)
    }));
    spawn(watch(format!("task {}", 3), async { (1, "two") }));
    spawn(Watch::new("boxed").task(Box::pin(never())));
    let _held = Held { _task: watch("ready", std::future::ready(())) };
}
