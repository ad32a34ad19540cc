//! Alerts of every measure.

#![deny(warnings, missing_docs)]

mod web {
    //! Metrics of another module.

    gapless::defmetrics! {
        /// Requests.
        pub(crate) counter requests_total;

        /// Time to answer.
        pub(crate) histogram request_duration_seconds;
    }
}

/// The kind of a job.
#[derive(Clone, Copy, gapless::LabelValue)]
pub enum Kind {
    /// Mail.
    Mail,
    /// A thumbnail of an image.
    #[label(rename = "thumb")]
    Thumbnail {
        /// The width.
        width: u32,
    },
}

const URGENT: Kind = Kind::Mail;
const YES: bool = true;

gapless::defmetrics! {
    #![namespace = "app"]

    /// Jobs that have failed.
    #[alert(JobsFail, rate("5m") > 0.5, for = "10m", severity = "page", summary = "Jobs fail")]
    #[alert(
        MailFails,
        ratio(jobs_total, "5m") >= 1e-2,
        for = "0s",
        summary = "Mail fails",
        description = "The mail server may be down.",
        runbook = "https://example.org/mail",
        where(kind = Kind::Mail, urgent != false, retried = Some(true), host = ["a", "b"]),
        by(kind, host),
    )]
    #[alert(WebFails, ratio(crate::web::requests_total, "5m") > 0.1, summary = "s", where(kind = URGENT, urgent = YES))]
    #[alert(Slow, ratio(web::request_duration_seconds, "5m") > 0.1, summary = "s", where(kind = ["mail", "thumb"]))]
    #[alert(Few, increase("1h30m") <= 3, summary = "s", where(kind = Kind::Thumbnail { width: 1 }, retried = None))]
    #[alert(Gone, absent("10m"), summary = "s")]
    #[max_series(10000)]
    pub counter jobs_failed_total(kind: Kind, urgent: bool, retried: Option<bool>, host: &str);

    /// Jobs.
    pub counter jobs_total;

    /// Jobs that wait.
    #[alert(QueueTooLong, value > 100, summary = "s", by(r#type))]
    #[seed(0.0)]
    pub gauge queue_length(r#type: Kind);

    /// Workers.
    #[alert(NoWorkers, value == 0, summary = "s")]
    pub up_down_counter workers;

    /// Time to work.
    #[alert(SlowJobs, quantile(0.99, "5m") > 0.5, summary = "s", where(class = gapless::StatusClass::Success))]
    #[alert(ManyJobs, rate("5m") > 100, summary = "s")]
    pub histogram job_duration_seconds(class: gapless::StatusClass);

    /// Calls.
    #[alert(CallsFail, rate("5m") > 0, summary = "s", where(outcome = gapless::Outcome::Error))]
    #[alert(CallsEnd, rate("5m") > 9, summary = "s", where(last = [Some(gapless::Outcome::Ok), None], urgent = &YES))]
    pub counter calls_total(outcome: gapless::Outcome, last: Option<gapless::Outcome>, urgent: &bool);

    /// Time to wait.
    #[alert(LongWaits, quantile(0.9, "5m") > 0.5, summary = "s")]
    pub summary wait_seconds;

    /// The state of the program.
    #[alert(Overloaded, value == 1, summary = "s", where(state = Kind::Mail))]
    pub stateset state: Kind;

    /// The version.
    #[alert(NoVersion, absent("1h"), summary = "s")]
    pub info build_info(version: &str);
}

gapless::defmetrics! {
    #![into = Server]

    /// Errors of a server.
    #[alert(ServerFails, ratio(Server::served_total, "5m") > 0.1, summary = "s")]
    pub counter failed_total;

    /// Requests of a server.
    pub counter served_total;
}

pub mod pool {
    //! Metrics whose samples a source emits.

    gapless::defmetrics! {
        #![sampled]

        /// Connections.
        #[alert(
            PoolUsed,
            value > 0.9,
            summary = "s",
            where(outcome = gapless::Outcome::Ok, pool != "test", urgent = true),
            by(pool),
        )]
        pub gauge connections(outcome: gapless::Outcome, pool: &str, urgent: bool);

        /// Timeouts.
        #[alert(PoolTimesOut, ratio(acquired_total, "5m") > 0.1, summary = "s")]
        #[alert(PoolGone, absent("5m"), summary = "s")]
        pub counter timeouts_total;

        /// Connections that were acquired.
        pub counter acquired_total;

        /// Time to wait.
        #[alert(PoolSlow, quantile(0.99, "5m") > 1, summary = "s")]
        pub histogram wait_duration_seconds;
    }
}

fn main() {
    jobs_failed_total(Kind::Mail, true, None, "a").inc();
    web::requests_total().inc();
    let _ = web::request_duration_seconds();
    let _ = Server::builder();
}
