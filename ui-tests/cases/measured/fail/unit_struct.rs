use gapless::instrument_metric;

#[instrument_metric]
struct Work;

fn main() {
    let _work = Work.measured();
}
