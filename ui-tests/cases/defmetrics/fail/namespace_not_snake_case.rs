use gapless::defmetrics;

defmetrics! {
    #![namespace = "My-App"]

    /// Jobs.
    counter jobs_total;
}

fn main() {}
