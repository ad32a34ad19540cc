//! Attributes without arguments, or without parentheses.

use gapless::defmetrics;

defmetrics! {
    /// A.
    #[buckets]
    histogram a;

    /// B.
    #[buckets = 1]
    histogram b;

    /// C.
    #[max_series = 10]
    #[name]
    counter c_total;

    /// D.
    #[unit = "jobs"]
    #[seed()]
    counter d_jobs_total;

    /// E.
    #[skip]
    #[skip(done)]
    #[skip(done = )]
    counter e_total(done: bool);

    /// F.
    #[seed(none, none)]
    counter f_total;
}

fn main() {}
