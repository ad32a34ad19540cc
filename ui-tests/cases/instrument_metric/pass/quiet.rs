//! An instrumented function is as quiet as it was.
#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]

use gapless::instrument_metric;

#[instrument_metric]
fn unit() {}

#[instrument_metric]
fn early(value: u8) -> Result<u8, String> {
    if value == 0 {
        return Err("zero".to_owned());
    }
    Ok(value)
}

#[instrument_metric]
async fn later(mut values: Vec<u8>) -> Option<u8> {
    values.push(1);
    values.pop()
}

#[instrument_metric]
fn never() -> ! {
    #![allow(clippy::panic)]
    panic!("never")
}

fn main() {
    unit();
    let _ = early(0);
    drop(later(Vec::new()));
    if std::env::args().count() > 1000 {
        never();
    }
}
