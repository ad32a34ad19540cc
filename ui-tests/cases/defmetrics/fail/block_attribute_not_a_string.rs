use gapless::defmetrics;

defmetrics! {
    #![group = jobs]

    /// Jobs.
    counter jobs_total;
}

fn main() {}
