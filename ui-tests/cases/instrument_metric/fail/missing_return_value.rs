use gapless::instrument_metric;

#[instrument_metric]
async fn unfinished() -> char {}

#[instrument_metric]
fn unfinished_at_once() -> char {}

#[instrument_metric]
fn unfinished_with_an_argument(number: u8) -> char {}

#[async_trait::async_trait]
pub trait Cache {
    async fn get(&self, key: u8) -> Option<u8>;

    #[instrument_metric]
    async fn init(&self, size: usize) -> Result<(), String>;
}

fn main() {}
