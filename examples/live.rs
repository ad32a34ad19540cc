//! How do I watch the metrics of a program in a browser? `cargo run --bin live`, then open
//! <http://127.0.0.1:4000/metrics/live>.

use std::env;
use std::error::Error;
use std::time::Duration;

use axum::Router;
use gapless::live::Live;
use gapless::{LabelValue, defmetrics, instrument_metric};
use tokio::net::TcpListener;

#[derive(Clone, Copy, LabelValue)]
enum Dish {
    Pasta,
    Pizza,
}

defmetrics! {
    #![namespace = "kitchen"]
    #![group = "kitchen"]

    /// Orders by dish.
    counter orders_total(dish: Dish);

    /// Orders that wait for the cook.
    gauge orders_waiting;
}

/// Cooks a dish. Every tenth one burns.
#[instrument_metric]
async fn cook(dish: Dish, number: u64) -> Result<(), &'static str> {
    let time = if matches!(dish, Dish::Pizza) { 90 } else { 30 };
    tokio::time::sleep(Duration::from_millis(time)).await;
    if number.is_multiple_of(10) { Err("it is burnt") } else { Ok(()) }
}

/// Cooks one dish after the other. The orders come in waves.
async fn work() {
    for number in 0_u64.. {
        let dish = if number.is_multiple_of(3) { Dish::Pizza } else { Dish::Pasta };
        orders_total(dish).inc();
        orders_waiting().set(5.0 + 5.0 * (number as f64 / 40.0).sin());
        let _ = cook(dish, number).await; // the metrics count the burnt dishes
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::var("ADDRESS").unwrap_or_else(|_| "127.0.0.1:4000".to_owned());
    let app = Router::new().merge(gapless::router()).merge(Live::default().router());
    let listener = TcpListener::bind(address).await?;
    say(&listener)?;
    tokio::spawn(work());
    Ok(axum::serve(listener, app).await?)
}

#[expect(clippy::print_stdout, reason = "it is a program for the console")]
fn say(listener: &TcpListener) -> Result<(), Box<dyn Error>> {
    println!("the live page is at http://{}/metrics/live", listener.local_addr()?);
    Ok(())
}
