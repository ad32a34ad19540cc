//! How do I tell what happens, and to whom? `cargo run --bin events` prints what Prometheus would see.

use std::time::Duration;

use gapless::encode::Format;
use gapless::events::{self, Ended};
use gapless::{Event, LabelValue, Outcome, Registry, defmetrics, on_event};

#[derive(Clone, Copy, LabelValue, PartialEq)]
enum Origin {
    Web,
    Import,
}

/// An event is a struct. Code that emits it knows nothing of metrics, nor of anybody who listens.
#[derive(Event)]
#[event(name = "account.created")]
struct AccountCreated<'a> {
    name: &'a str,
    origin: Origin,
    #[event(measure)]
    took: Duration,
    #[event(measure = "kB")]
    avatar: u32,
}

/// A span is told of when it starts, and when it ends.
#[derive(Event)]
#[event(name = "mail.delivery", span)]
struct Delivery {
    attempts: u32,
}

defmetrics! {
    #![namespace = "site"]
    #![group = "accounts"]

    /// Accounts created.
    ///
    /// The label is the field of its name; test accounts do not count.
    #[on(AccountCreated<'_>, drop = |event| event.name.starts_with("test-"))]
    counter new_accounts_total(origin: Origin);

    /// Time to create an account.
    ///
    /// Imports are told from all others.
    #[on(AccountCreated<'_>, measure = took, tags(import = event.origin == Origin::Import))]
    #[buckets(0.01, 0.1, 1)]
    histogram account_creation_seconds(import: bool);

    /// Avatars uploaded.
    ///
    /// The field is in kilobytes, and the metric in bytes.
    #[on(AccountCreated<'_>, measure = avatar)]
    counter avatar_bytes_total;

    /// Mails by how their delivery ended.
    #[on(Ended<'_, Delivery>)]
    counter deliveries_total(outcome: Outcome);

    /// Attempts to deliver.
    ///
    /// Known when the span has ended, so its work says it.
    #[on(Ended<'_, Delivery>, measure = |event| event.of.attempts)]
    counter delivery_attempts_total;
}

/// A handler, wherever in the program it stands.
#[on_event]
fn welcome(event: &AccountCreated<'_>) {
    // An error is told of by its type: what it says is for the log.
    let _ = events::try_span(Delivery { attempts: 0 }, |delivery| {
        delivery.attempts = 3;
        deliver(event.name)
    });
}

fn deliver(to: &str) -> Result<(), String> {
    if to.starts_with("test-") { Err(format!("nobody is called {to}")) } else { Ok(()) }
}

fn main() -> Result<(), gapless::Error> {
    // One that comes and goes while the program runs. It panics, which hurts nobody else, and is counted.
    events::attach::<AccountCreated<'_>>("audit", |event| assert!(event.name.len() < 20, "it has no room"))?;
    create("mudder", Origin::Web);
    create("test-account", Origin::Web);
    create("somebody with a very long name", Origin::Import);
    events::detach("audit")?;
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
    Ok(())
}

fn create(name: &str, origin: Origin) {
    AccountCreated { name, origin, took: Duration::from_millis(20), avatar: 12 }.emit();
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
