use gapless::defmetrics;

defmetrics! {
    #![namspace = "jobs"]

    /// Jobs.
    counter jobs_total;
}

fn main() {}
