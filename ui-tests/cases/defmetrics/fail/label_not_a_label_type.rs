use gapless::defmetrics;

struct Owner;

defmetrics! {
    /// Jobs done.
    counter jobs_total(owner: Owner, done: bool);
}

fn main() {}
