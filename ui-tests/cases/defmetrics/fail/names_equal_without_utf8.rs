//! Names that are equal for clients without UTF-8 support.

use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter mail_jobs_total;

    /// Jobs.
    #[name("mail.jobs_total")]
    counter jobs_total;

    /// Queues.
    #[name("1.queue")]
    gauge first_queue;

    /// Queues.
    #[name("2.queue")]
    gauge second_queue;

    /// Messages.
    counter messages_total(
        #[name("mail.kind")] kind: bool,
        mail_kind: bool,
        #[name("mail:kind")] other = "text",
    );
}

fn main() {
    jobs_total().inc();
    messages_total(true, false).inc();
}
