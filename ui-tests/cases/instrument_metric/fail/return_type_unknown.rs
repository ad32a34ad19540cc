use gapless::instrument_metric;

#[instrument_metric]
fn parse() -> Result<Acount, String> {
    Err(String::new())
}

#[instrument_metric]
async fn find() -> Option<Acount> {
    None
}

fn main() {}
