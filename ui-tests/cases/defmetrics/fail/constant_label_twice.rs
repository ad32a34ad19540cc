use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(queue = "mail", queue: bool);
}

fn main() {}
