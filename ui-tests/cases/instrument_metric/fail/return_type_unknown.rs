use gapless::instrument_metric;

#[instrument_metric]
fn parse() -> Resullt<u8, String> {
    Ok(1)
}

#[instrument_metric]
async fn find() -> Option<Acount> {
    None
}

fn main() {}
