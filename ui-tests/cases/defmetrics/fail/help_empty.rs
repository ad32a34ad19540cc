use gapless::defmetrics;

defmetrics! {
    ///
    counter jobs_total;
}

fn main() {}
