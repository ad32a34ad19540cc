//! Handles do not have the methods of the crate `metrics`.

use gapless::defmetrics;

defmetrics! {
    /// Jobs done.
    counter jobs_total;

    /// Clients.
    gauge clients;

    /// Sizes of jobs.
    #[buckets(1, 10)]
    histogram job_size: u64;

    /// Weights of jobs.
    summary job_weight;
}

fn main() {
    jobs_total().increment(1);
    clients().increment(1.0);
    clients().decrement(1.0);
    job_size().record(5_u64);
    job_weight().record(0.5);
}
