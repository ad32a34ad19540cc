use gapless::instrument_metric;

#[instrument_metric(name = "work", error = bool)]
fn work() -> Result<(), u8> {
    Ok(())
}

fn main() {}
