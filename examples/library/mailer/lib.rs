//! A library that sends mail and counts it. It declares metrics, and leaves their export to the program.

use gapless::{LabelValue, defmetrics, instrument_metric};

/// The fate of a mail.
#[derive(Clone, Copy, LabelValue)]
enum Fate {
    Sent,
    Bounced,
}

defmetrics! {
    #![namespace = "mailer"]

    /// Mails by fate.
    counter mails_total(fate: Fate);
}

/// Sends a mail if the address is valid.
#[instrument_metric(name = "mailer_send")]
pub fn send(address: &str) -> bool {
    let fate = if address.contains('@') { Fate::Sent } else { Fate::Bounced };
    mails_total(fate).inc();
    matches!(fate, Fate::Sent)
}
