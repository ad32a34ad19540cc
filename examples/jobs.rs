//! How do I measure background jobs? `cargo run --bin jobs` works off a small queue, and prints the metrics of its runs
//! and of the jobs that are left.

use std::collections::VecDeque;
use std::error::Error;
use std::io::{Write, stdout};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use gapless::encode::Format;
use gapless::plugins::{JobState, Jobs};

const MAX_ATTEMPTS: u64 = 2;

/// A mail in the queue.
struct Mail {
    to: &'static str,
    added: SystemTime,
    attempts: u64,
}

#[derive(Debug)]
struct Bounced;

async fn send(to: &str) -> Result<(), Bounced> {
    if to.contains('@') { Ok(()) } else { Err(Bounced) }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mails = ["ann@example.com", "bob", "eve@example.com"];
    let mails = mails.map(|to| Mail { to, added: SystemTime::now(), attempts: 0 });
    let queue = Arc::new(Mutex::new(VecDeque::from(mails)));

    let waiting = queue.clone();
    let jobs = Jobs::new().count(move || {
        let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
        async move { Ok::<_, Box<dyn Error + Send + Sync>>([("mail", JobState::Pending, waiting)]) }
    });
    let welcome = jobs.queue("mail").job("welcome");
    let metrics = gapless::builder().plugin(jobs).start().await?;

    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(mut mail) = next() {
        mail.attempts += 1;
        let run = welcome.start(Some(mail.added), mail.attempts).max_attempts(MAX_ATTEMPTS);
        if run.run(send(mail.to)).await.is_err() && mail.attempts < MAX_ATTEMPTS {
            queue.lock().unwrap_or_else(PoisonError::into_inner).push_back(mail);
        }
    }
    metrics.polled().await;
    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    metrics.shutdown().await;
    Ok(())
}
