use gapless::defmetrics;

defmetrics! {
    /// Room.
    #[seed("many")]
    gauge room;
}

fn main() {}
