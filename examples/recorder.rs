//! How do I export the metrics of libraries that use the crate `metrics`? `cargo run --bin recorder` prints them next
//! to a declared metric.

use std::error::Error;
use std::io::{Write, stdout};

use gapless::encode::{Format, View};
use gapless::metrics::Recorder;
use gapless::sources::Sources;

/// A library that records with the crate `metrics`, and does not know Gapless.
mod library {
    use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

    pub(crate) fn describe() {
        describe_counter!("mail.sent", "Mails that were sent.");
        describe_histogram!("mail.duration_seconds", Unit::Seconds, "Time to send a mail.");
    }

    pub(crate) fn send(to: &'static str) {
        counter!("mail.sent", "to" => to).increment(1);
        histogram!("mail.duration_seconds").record(0.3);
    }
}

gapless::defmetrics! {
    /// Mails that were requested.
    counter mails_wanted_total;
}

fn main() -> Result<(), Box<dyn Error>> {
    // Comes first, because a histogram keeps the buckets with which it was created. Values recorded before it would be
    // kept.
    let recorder = Recorder::builder().buckets("mail_*", [0.1, 0.5, 1.0]).max_series(200).install()?;
    library::describe();
    for to in ["ann", "bob", "bob"] {
        mails_wanted_total().inc();
        library::send(to);
    }
    let sources = Sources::new();
    sources.add(recorder)?;
    // To serve them, pass the view to an exporter: `Exporter::new(view)`.
    let view = View::builder().sources(sources).names(["mail*"]).build()?;
    stdout().write_all(&view.scrape(Format::Text).into_bytes())?;
    Ok(())
}
