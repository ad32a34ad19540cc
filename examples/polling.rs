//! How do I measure a value periodically? `cargo run --bin polling` prints the measured values.

use std::collections::VecDeque;
use std::error::Error;
use std::io::{Write, stdout};
use std::sync::{Mutex, PoisonError};

use gapless::encode::Format;
use gapless::plugins::ManualGroup;
use gapless::{defmetrics, poll};

static QUEUE: Mutex<VecDeque<&str>> = Mutex::new(VecDeque::new());

mod jobs {
    gapless::defmetrics! {
        #![group = "queue"]

        /// Jobs that wait.
        pub(crate) gauge queue_length;
    }
}

mod printer {
    gapless::defmetrics! {
        #![group = "printer"]

        /// Ink that is left.
        pub(crate) gauge printer_ink_ratio;
    }
}

defmetrics! {
    /// Rooms that are open today.
    gauge rooms_open;
}

/// Runs at the start, and then every five seconds.
#[poll(every = "5s")]
fn queue() {
    jobs::queue_length().set(QUEUE.lock().unwrap_or_else(PoisonError::into_inner).len() as f64);
}

/// Fails after it has set a gauge: the gauge is unset, the failure is counted, and the function runs again.
#[poll(every = "1m", limit = "10s")]
async fn printer() -> Result<(), &'static str> {
    printer::printer_ink_ratio().set(0.5);
    Err("the printer is off")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    QUEUE.lock().unwrap_or_else(PoisonError::into_inner).extend(["a letter", "a bill"]);
    // The value changes once a day, and the program knows when. It is measured at the start and by `refresh`.
    let rooms = ManualGroup::new("rooms", || rooms_open().set(3.0));
    let metrics = gapless::builder().manual_group(rooms).start().await?;
    metrics.refresh().await;
    metrics.polled().await;
    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    metrics.shutdown().await;
    Ok(())
}
