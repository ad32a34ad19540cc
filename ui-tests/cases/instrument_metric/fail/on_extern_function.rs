use gapless::instrument_metric;

unsafe extern "C" {
    #[instrument_metric]
    fn work();
}

fn main() {}
