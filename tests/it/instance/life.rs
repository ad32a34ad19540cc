//! From the start of an instance to its end.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gapless::Instance;
use gapless::config::Config;
use gapless::encode::View;
use gapless::plugins::{ManualGroup, PollingGroup};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::{start, text, value};
use crate::server::{exchange, request};

const SECOND: Duration = Duration::from_secs(1);

mod declared {
    gapless::defmetrics! {
        #![group = "instance_life"]

        /// Rooms.
        pub(super) gauge instance_life_rooms;
    }
}

#[test]
fn an_instance_can_be_shared() {
    fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Instance>();
}

#[tokio::test]
async fn the_server_uses_the_configured_address_path_and_token() {
    let config = Config::new().server("127.0.0.1:0").server_path("/internal").server_bearer("token");
    let instance = start(gapless::builder().config(config)).await;
    let addr = instance.server_addr().expect("it listens");
    let ask = |path: &'static str, headers: &'static str| async move {
        exchange(TcpStream::connect(addr).await.expect("it listens"), &request("GET", path, headers)).await
    };
    assert!(ask("/internal", "Authorization: Bearer token\n").await.starts_with("HTTP/1.1 200 "));
    assert!(ask("/internal", "Authorization: Bearer tokem\n").await.starts_with("HTTP/1.1 401 "));
    assert!(ask("/metrics", "Authorization: Bearer token\n").await.starts_with("HTTP/1.1 404 "));
    instance.shutdown().await;
    assert!(TcpStream::connect(addr).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn measurements_end_with_their_instance_and_values_remain() {
    let (ran, runs) = channel();
    let poll = PollingGroup::new("instance_life", move || {
        declared::instance_life_rooms().set(4.0);
        ran.send(()).expect("the test listens");
    });
    let instance = start(gapless::builder().polling_group(poll)).await;
    sleep(SECOND).await;
    assert_eq!(value(&text(&instance), "instance_life_rooms").as_deref(), Some("4"));
    instance.shutdown().await;
    sleep(60 * SECOND).await;
    assert_eq!(runs.iter().count(), 1, "its thread has ended, and with it the sender");
}

#[tokio::test]
async fn polled_returns_when_every_polling_group_has_run_once() {
    let delayed = PollingGroup::new_async("instance_delayed", || async { Err::<(), _>("not yet") });
    let delayed = delayed.delay(Duration::from_millis(20));
    let builder = gapless::builder().polling_group(PollingGroup::new("instance_polled", || ()));
    let instance = start(builder.polling_group(delayed)).await;
    instance.polled().await;
    let runs = || instance.measurements().iter().map(|status| status.runs).collect::<Vec<_>>();
    assert_eq!(runs(), [1, 1]);
    instance.polled().await;
    instance.shutdown().await;
}

#[test]
fn polled_blocking_returns_when_the_runtime_has_ended() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be made");
    let group = PollingGroup::new("instance_never_polled", || ()).delay(Duration::from_secs(3600));
    let instance = runtime.block_on(start(gapless::builder().polling_group(group)));
    drop(runtime);
    instance.polled_blocking();
    assert_eq!(instance.measurements()[0].runs, 0);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_ends_within_its_timeout() {
    let config = Config::new().server("127.0.0.1:0").shutdown_timeout(3 * SECOND);
    let instance = start(
        gapless::builder()
            .config(config)
            .polling_group(PollingGroup::new_async("instance_hangs", std::future::pending::<()>)),
    );
    let instance = instance.await;
    let addr = instance.server_addr().expect("it listens");
    let mut client = TcpStream::connect(addr).await.expect("it listens");
    // A request whose body never ends remains under way.
    let head = "POST /metrics HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut client, head.as_bytes()).await.expect("it reads");
    let before = Instant::now();
    instance.shutdown().await;
    assert!(before.elapsed() <= 3 * SECOND + SECOND / 10, "{:?}", before.elapsed());
}

#[test]
fn a_shutdown_ends_although_every_thread_of_its_runtime_is_blocked() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("it can be made");
    let (entered, is_held) = channel();
    let (release, released) = channel::<()>();
    let released = Arc::new(Mutex::new(released));
    let hold = PollingGroup::new_async("instance_holds", move || {
        let (entered, released) = (entered.clone(), released.clone());
        async move {
            entered.send(()).expect("the test waits for it");
            let _ = released.lock().expect("it is alone").recv();
        }
    });
    let config = Config::new().shutdown_timeout(Duration::from_millis(1));
    let instance = runtime.block_on(start(gapless::builder().config(config).polling_group(hold)));
    is_held.recv().expect("it runs at once");
    runtime.block_on(instance.shutdown());
    release.send(()).expect("it is held to this moment");
}

#[test]
fn an_instance_without_a_runtime_runs_in_the_background() {
    let builder = gapless::builder().config(Config::new().server("127.0.0.1:0"));
    let (ran, runs) = channel();
    let manual = ManualGroup::new("instance_background", move || ran.send(()).expect("the test listens"));
    let instance = builder.manual_group(manual).start_blocking().expect("nothing is wrong with it");
    assert!(std::net::TcpStream::connect(instance.server_addr().expect("it listens")).is_ok());
    runs.recv().expect("it runs at the start");
    instance.refresh_blocking();
    assert_eq!(runs.try_iter().count(), 1);
    let addr = instance.server_addr().expect("it listens");
    instance.shutdown_blocking();
    assert!(std::net::TcpStream::connect(addr).is_err());
}

#[test]
fn an_instance_can_be_dropped_inside_and_outside_a_runtime() {
    let blocking = || gapless::builder().start_blocking().expect("nothing is wrong with it");
    drop(blocking());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be made");
    let outliving = runtime.block_on(async {
        drop(blocking());
        drop(start(gapless::builder()).await);
        start(gapless::builder().config(Config::new().server("127.0.0.1:0"))).await
    });
    drop(runtime);
    outliving.refresh_blocking();
    outliving.shutdown_blocking();
}

#[tokio::test]
async fn metrics_can_be_created_before_and_after_the_instance() {
    let first = start(gapless::builder().view(View::builder().drop_groups(["gapless_scrape"]))).await;
    let gauge = |instance: &Instance| {
        let gauge = instance.metrics().gauge("instance_order", "Order.").register();
        gauge.expect("the name is free").set(1.0);
    };
    gauge(&first);
    let registry = gapless::dynamic::Registry::new();
    registry.gauge("instance_order", "Order.").register().expect("it is free").set(1.0);
    let second = start(
        gapless::builder()
            .source(registry_source(registry))
            .view(View::builder().drop_groups(["gapless_scrape"])),
    )
    .await;
    let lines = |text: String| {
        text.lines().filter(|line| line.contains("instance_order")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(text(&first)), lines(text(&second)));
}

/// A source of a registry that the program created before the instance.
fn registry_source(registry: gapless::dynamic::Registry) -> impl gapless::sources::Source {
    gapless::sources::source_fn("instance_registry", move |samples| {
        gapless::sources::Source::collect(&registry, samples)
    })
}
