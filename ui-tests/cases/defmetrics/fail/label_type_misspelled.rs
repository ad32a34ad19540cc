use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(channel: Chanel);
}

fn main() {}
