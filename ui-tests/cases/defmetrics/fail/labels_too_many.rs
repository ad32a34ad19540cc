use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(a: bool, b: bool, c: bool, d: bool, e: bool, f: bool, g: bool, h: bool, i: bool);
}

fn main() {}
