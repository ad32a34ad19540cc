//! How does each reader get the metrics that are for it? `cargo run --bin views` prints what is at `/biz`.

use std::error::Error;
use std::io::{Write, stdout};

use gapless::encode::{Format, View};
use gapless::http::Server;

mod orders {
    gapless::defmetrics! {
        #![group = "orders"]

        /// Orders that were paid.
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
    // What is new, and what Gapless says of itself, is for those who run the program.
    let ops = View::builder().drop_groups(["orders"]).build()?;
    let biz = View::builder().groups(["orders"]).prefix("shop").label("region", "eu").build()?;
    let server = Server::bind("127.0.0.1:0").export("/ops", ops).export("/biz", biz.clone()).start().await?;
    // In an application of one's own: `app.merge(Exporter::new(ops).router_at("/ops"))`.
    stdout().write_all(&biz.scrape(Format::Text).into_bytes())?;
    server.shutdown().await;
    Ok(())
}
