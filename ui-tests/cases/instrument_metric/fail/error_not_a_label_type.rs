use gapless::instrument_metric;

#[instrument_metric(name = "work", error = String)]
fn work() -> Result<(), String> {
    Ok(())
}

fn main() {}
