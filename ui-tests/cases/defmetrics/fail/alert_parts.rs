//! Parts of an alert that are missing, unknown or malformed.

gapless::defmetrics! {
    /// Jobs.
    #[alert]
    counter a_total;

    /// Jobs.
    #[alert()]
    counter b_total;

    /// Jobs.
    #[alert(JobsFail)]
    counter c_total;

    /// Jobs.
    #[alert(rate("5m") > 1, summary = "Jobs fail")]
    counter d_total;

    /// Jobs.
    #[alert("JobsFail", rate("5m") > 1, summary = "Jobs fail")]
    counter e_total;

    /// Jobs.
    #[alert(jobs_fail, rate("5m") > 1, summary = "Jobs fail")]
    counter f_total;

    /// Jobs.
    #[alert(JobsFail, rate("5m") > 1, summary = "Jobs fail")]
    #[alert(JobsFail, rate("1h") > 1, summary = "Jobs fail")]
    counter g_total;

    /// Jobs.
    #[alert(JobsFail, rate("5m") > 1, sumary = "Jobs fail", labels(a = "b"), expr = "up == 0")]
    counter h_total;

    /// Jobs.
    #[alert(JobsFail, rate("5m") > 1, summary = "", for = "soon", severity = "PAGE", runbook = "wiki/jobs")]
    counter i_total;

    /// Jobs.
    #[alert(JobsFail, rate("5m") > 1, summary = "Jobs fail", for = "1s500ms", summary = "again", description = 5)]
    counter j_total;
}

fn main() {
    a_total().inc();
}
