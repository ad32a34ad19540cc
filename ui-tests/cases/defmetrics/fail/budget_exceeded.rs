use gapless::defmetrics;

defmetrics! {
    /// Jobs.
    counter jobs_total(a: bool, b: bool, c: bool, d: bool, e: bool, f: bool, g: Option<bool>, h: Option<bool>);
}

fn main() {}
