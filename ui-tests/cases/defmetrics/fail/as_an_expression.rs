//! A declaration is no value: what it declares is called by its name.

fn main() {
    let _jobs = gapless::defmetrics! {
        /// Jobs.
        counter jobs_total;
    };
}
