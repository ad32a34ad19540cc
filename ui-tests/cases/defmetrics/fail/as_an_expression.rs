//! A block of declarations is not an expression.

fn main() {
    let _jobs = gapless::defmetrics! {
        /// Jobs.
        counter jobs_total;
    };
}
