use gapless::instrument_metric;

#[instrument_metric(items)]
fn numbers() -> Vec<u8> {
    vec![1]
}

#[instrument_metric]
impl Numbers {
    #[metric(items)]
    async fn all(&self) -> u8 {
        1
    }
}

struct Numbers;

fn main() {}
