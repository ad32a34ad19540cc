//! Ratios to metrics that do not exist or that this module cannot see.

mod lobby {
    gapless::defmetrics! {
        /// Jobs.
        counter jobs_total;
    }
}

gapless::defmetrics! {
    /// Messages.
    #[alert(A, ratio(messages_totl, "5m") > 1, summary = "s")]
    counter messages_total;

    /// Mails.
    #[alert(A, ratio(crate::lobby::jobs_total, "5m") > 1, summary = "s")]
    counter mails_total;
}

fn main() {
    messages_total().inc();
}
