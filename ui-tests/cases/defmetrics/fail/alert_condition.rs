//! Conditions that a metric cannot have.

gapless::defmetrics! {
    /// Jobs.
    #[alert(A, value > 1, summary = "s")]
    #[alert(B, rat("5m") > 1, summary = "s")]
    #[alert(C, quantile(0.9, "5m") > 1, summary = "s")]
    #[alert(D, errors("5m") > 1, summary = "s")]
    #[alert(E, rate("5m"), summary = "s")]
    #[alert(F, rate("5m") = 1, summary = "s")]
    #[alert(G, rate("5m") > 1e999, summary = "s")]
    #[alert(H, rate("5m") > LIMIT, summary = "s")]
    #[alert(I, rate("5m") >, summary = "s")]
    #[alert(J, absent("5m") > 1, summary = "s")]
    #[alert(K, ratio(jobs_total(), "5m") > 1, summary = "s")]
    #[alert(L, ratio(jobs_total) > 1, summary = "s")]
    counter jobs_total;

    /// Jobs.
    #[alert(A, rate > 1, summary = "s")]
    #[alert(B, rate() > 1, summary = "s")]
    #[alert(C, rate("five minutes") > 1, summary = "s")]
    #[alert(D, rate("0s") > 1, summary = "s")]
    #[alert(E, rate("5s") > 1, summary = "s")]
    #[alert(F, rate("1y") > 1, summary = "s")]
    #[alert(G, rate(300) > 1, summary = "s")]
    counter mails_total;

    /// Jobs.
    #[alert(A, increase("5m") >= 0, summary = "s")]
    #[alert(B, rate("5m") < 0, summary = "s")]
    #[alert(C, absent("5m"), summary = "s", by(queue))]
    counter tasks_total(queue: bool);

    /// Time.
    #[alert(A, value > 1, summary = "s")]
    #[alert(B, quantile(99, "5m") > 1, summary = "s")]
    #[alert(C, quantile("5m") > 1, summary = "s")]
    histogram job_seconds;

    /// Time.
    #[alert(A, quantile(0.95, "5m") > 1, summary = "s")]
    summary wait_seconds;

    /// Room.
    #[alert(A, increase("5m") > 1, summary = "s")]
    gauge room;

    /// Version.
    #[alert(A, value == 1, summary = "s")]
    info build_info(version: &str);
}

fn main() {}
