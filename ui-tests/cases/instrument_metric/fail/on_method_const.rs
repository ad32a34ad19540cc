use gapless::instrument_metric;

struct Work;

impl Work {
    #[instrument_metric]
    const SIZE: u8 = 1;
}

fn main() {
    let _ = (Work, Work::SIZE);
}
