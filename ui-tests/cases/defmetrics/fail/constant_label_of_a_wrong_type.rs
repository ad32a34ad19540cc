use gapless::defmetrics;

const QUEUE: u8 = 1;

defmetrics! {
    /// Jobs.
    counter jobs_total(queue = QUEUE);
}

fn main() {}
