use gapless::instrument_metric;

#[instrument_metric(error = bool)]
fn work() -> Result<(), bool> {
    Ok(())
}

fn main() {}
