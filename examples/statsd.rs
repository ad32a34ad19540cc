//! How do I send metrics to StatsD? `cargo run --bin statsd` prints the packets that a server receives.
//!
//! `cargo run --bin statsd -- 127.0.0.1:8125` sends them to a real server.

use std::error::Error;
use std::io::{Write, stdout};
use std::net::UdpSocket;

use gapless::report::{Interval, StatsD, Subscription};
use gapless::{LabelValue, defmetrics};

#[derive(LabelValue)]
enum Channel {
    Gossip,
    Testing,
}

defmetrics! {
    #![namespace = "site"]

    /// Chat messages received.
    counter messages_total(channel: Channel);

    /// Players online.
    gauge players;
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    let address = match std::env::args().nth(1) {
        Some(address) => address,
        None => server.local_addr()?.to_string(),
    };

    // A service writes `Interval::every(Duration::from_secs(10))`.
    let site = Subscription::new("site_*").interval(Interval::Manual);
    let metrics = gapless::builder().reporter(StatsD::new(address).dogstatsd(true), site).start().await?;
    messages_total(Channel::Gossip).inc_by(3);
    players().set(2.0);
    metrics.reporters().report_now("statsd").await?;
    messages_total(Channel::Gossip).inc();
    metrics.reporters().report_now("statsd").await?;
    metrics.shutdown().await;

    print_packets(&server)?;
    Ok(())
}

/// Prints the packets that have arrived.
fn print_packets(server: &UdpSocket) -> std::io::Result<()> {
    server.set_nonblocking(true)?;
    let mut packet = [0; 1500];
    while let Ok(length) = server.recv(&mut packet) {
        stdout().write_all(&packet[..length])?;
        stdout().write_all(b"\n")?;
    }
    Ok(())
}
