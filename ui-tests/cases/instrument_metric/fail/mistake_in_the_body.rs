use gapless::instrument_metric;

#[instrument_metric]
fn work() -> u8 {
    "text"
}

#[instrument_metric]
async fn later() -> Result<u8, String> {
    Ok("text")
}

fn uses() {
    work();
    drop(later());
}

fn main() {}
