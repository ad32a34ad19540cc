//! A library that sends mail, and measures it: it declares metrics and knows nothing of how they are exported.

use gapless::{LabelValue, defmetrics, instrument_metric};

/// What becomes of a mail.
#[derive(Clone, Copy, LabelValue)]
enum Fate {
    Sent,
    Bounced,
}

defmetrics! {
    #![namespace = "mailer"]

    /// Mails by what became of them.
    counter mails_total(fate: Fate);
}

/// Sends a mail, if the address is one.
#[instrument_metric(name = "mailer_send")]
pub fn send(address: &str) -> bool {
    let fate = if address.contains('@') { Fate::Sent } else { Fate::Bounced };
    mails_total(fate).inc();
    matches!(fate, Fate::Sent)
}
