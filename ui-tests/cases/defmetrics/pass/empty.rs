//! A block without declarations, and two blocks in one module.

gapless::defmetrics! {}

gapless::defmetrics! {
    #![group = "empty"]
}

fn main() {}
