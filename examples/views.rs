//! How do I serve different metrics to different readers? `cargo run --bin views` prints the metrics at `/biz`.

use std::error::Error;
use std::io::{Write, stdout};

use gapless::encode::{Format, View};
use gapless::http::Server;

mod orders {
    gapless::defmetrics! {
        #![group = "orders"]

        /// Paid orders.
        pub(crate) counter orders_total(express: bool);
    }
}

mod workers {
    gapless::defmetrics! {
        #![group = "workers"]

        /// Jobs that wait for a worker.
        pub(crate) up_down_counter jobs_waiting;
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    orders::orders_total(true).inc();
    workers::jobs_waiting().inc();
    // All other metrics, including new ones and the metrics of Gapless itself, are for operators.
    let ops = View::builder().drop_groups(["orders"]).build()?;
    let biz = View::builder().groups(["orders"]).prefix("shop").label("region", "eu").build()?;
    let server = Server::bind("127.0.0.1:0").export("/ops", ops).export("/biz", biz.clone()).start().await?;
    // In an axum application: `app.merge(Exporter::new(ops).router_at("/ops"))`.
    stdout().write_all(&biz.scrape(Format::Text).into_bytes())?;
    server.shutdown().await;
    Ok(())
}
