use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total

    /// Others.
    counter others_total;
}

fn main() {}
