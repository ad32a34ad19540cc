use gapless::instrument_metric;

trait Work {
    #[instrument_metric]
    fn work(&self);
}

fn main() {}
