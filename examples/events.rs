//! How do I emit events, and who receives them? `cargo run --bin events` prints the metrics that Prometheus would
//! scrape.

use std::time::Duration;

use gapless::encode::Format;
use gapless::events::{self, Ended};
use gapless::{Event, LabelValue, Outcome, Registry, defmetrics, on_event};

#[derive(Clone, Copy, LabelValue, PartialEq)]
enum Origin {
    Web,
    Import,
}

/// An event is a struct. Code that emits it does not know its handlers, and metrics on it are handlers, too.
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

/// A span emits an event when it starts, and another when it ends.
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
    /// The label takes the field of its name. Test accounts are not counted.
    #[on(AccountCreated<'_>, drop = |event| event.name.starts_with("test-"))]
    counter new_accounts_total(origin: Origin);

    /// Time to create an account.
    ///
    /// A label distinguishes imports.
    #[on(AccountCreated<'_>, measure = took, tags(import = event.origin == Origin::Import))]
    #[buckets(0.01, 0.1, 1)]
    histogram account_creation_seconds(import: bool);

    /// Avatars uploaded.
    ///
    /// The field is in kilobytes, and the metric in bytes.
    #[on(AccountCreated<'_>, measure = avatar)]
    counter avatar_bytes_total;

    /// Deliveries of mails by outcome.
    #[on(Ended<'_, Delivery>)]
    counter deliveries_total(outcome: Outcome);

    /// Attempts to deliver a mail.
    ///
    /// The work of the span sets the field, and the end of the span has the result.
    #[on(Ended<'_, Delivery>, measure = |event| event.of.attempts)]
    counter delivery_attempts_total;
}

/// A handler, which may be in any module.
#[on_event]
fn welcome(event: &AccountCreated<'_>) {
    // The event contains the type of the error. Its message belongs in the log.
    let _ = events::try_span(Delivery { attempts: 0 }, |delivery| {
        delivery.attempts = 3;
        deliver(event.name)
    });
}

fn deliver(to: &str) -> Result<(), String> {
    if to.starts_with("test-") { Err(format!("nobody is called {to}")) } else { Ok(()) }
}

fn main() -> Result<(), gapless::Error> {
    // A handler can be attached and detached at run time. This one panics: the panic is counted, and affects nothing
    // else.
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
