//! The artifacts of a program that has not started anything. The metrics that Gapless exports about itself are those of
//! the process, so this is a program of its own.

use std::time::Duration;

use gapless::artifacts::File;
use gapless::config::Config;
use gapless::grafana::Grafana;
use gapless::live::Live;
use gapless::report::{Log, every};

gapless::defmetrics! {
    /// Orders, by shop.
    #[max_series(10)]
    counter orders_total(shop: &str);

    /// The price of the last order.
    gauge last_order_price_euros;
}

#[tokio::test]
async fn artifacts_without_a_start_equal_those_of_the_running_instance() {
    let builder = || {
        let config = Config::new().server("127.0.0.1:0").shutdown_timeout(Duration::ZERO);
        let grafana = Grafana::new("http://127.0.0.1:1").program("equals").folder("Equals");
        let builder = gapless::builder().config(config).grafana(grafana);
        builder.live(Live::default()).reporter(Log::new(), every(Duration::from_secs(3600)))
    };
    let deployed = builder().into_artifacts().await.unwrap().files().unwrap();
    let metrics = builder().start().await.unwrap();
    let running = metrics.artifacts().await.files().unwrap();
    metrics.shutdown().await;
    let paths = |files: &[File]| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&deployed), paths(&running));
    for (deployed, running) in deployed.iter().zip(&running) {
        let of_one = deployed.content.lines().zip(running.content.lines()).find(|(one, other)| one != other);
        assert_eq!(of_one, None, "{}", deployed.path);
        assert_eq!(deployed.content.len(), running.content.len(), "{}", deployed.path);
    }
    let all: String = deployed.iter().map(|file| &*file.content).collect();
    for metric in ["gapless_scrape_", "gapless_live_", "gapless_reporter_", "gapless_grafana_"] {
        assert!(all.contains(metric), "{metric}");
    }
}
