//! A metric is an item of a module or a function.

struct Lobby;

impl Lobby {
    gapless::defmetrics! {
        /// Jobs.
        counter jobs_total;
    }
}

trait Work {
    gapless::defmetrics! {
        /// Work.
        counter work_total;
    }
}

fn main() {}
