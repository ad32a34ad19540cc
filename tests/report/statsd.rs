//! The reporter for StatsD.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, SystemTime};

use gapless::defmetrics;
use gapless::dynamic::Registry;
use gapless::encode::View;
use gapless::report::{Batch, Context, Failure, Program, Reporter, StatsD, contract};
use gapless::snapshot::{Snapshot, Value};

defmetrics! {
    #![namespace = "golden"]
    #![group = "golden_statsd"]

    /// The state of a door.
    #[max_series(2)]
    stateset door(floor: &str): Door;

    /// The version.
    info build_info(version: &str);

    /// Sizes of pages.
    summary page_bytes;
}

#[derive(Clone, Copy, gapless::LabelValue)]
enum Door {
    Open,
    Closed,
}

/// A receiver of packets, as a StatsD server is.
struct Receiver(UdpSocket);

impl Receiver {
    fn new() -> Self {
        Receiver::at(([127, 0, 0, 1], 0).into())
    }

    fn at(address: SocketAddr) -> Self {
        let socket = UdpSocket::bind(address).expect("the address is free");
        socket.set_read_timeout(Some(Duration::from_secs(10))).expect("the limit is above 0");
        Receiver(socket)
    }

    fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("it is bound")
    }

    /// Returns the packets up to a number of lines, and checks that more packets do not follow.
    fn packets(&self, lines: usize) -> Vec<String> {
        let mut packets: Vec<String> = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        while packets.iter().map(|packet| packet.lines().count()).sum::<usize>() < lines {
            let length = self.0.recv(&mut buffer);
            let length = length.unwrap_or_else(|error| panic!("{error} after {packets:?}"));
            packets.push(String::from_utf8(buffer[..length].to_vec()).expect("a packet is UTF-8"));
        }
        self.0.set_nonblocking(true).expect("it is a socket");
        assert_eq!(
            self.0.recv(&mut buffer).expect_err("this was the last packet").kind(),
            ErrorKind::WouldBlock
        );
        self.0.set_nonblocking(false).expect("it is a socket");
        packets
    }

    fn lines(&self, lines: usize) -> Vec<String> {
        self.packets(lines).iter().flat_map(|packet| packet.lines()).map(str::to_owned).collect()
    }
}

fn snapshot_of(registry: &Registry) -> Snapshot {
    Snapshot { families: registry.find("*").families().into_iter().map(|selected| selected.family).collect() }
}

fn batch_of(registry: &Registry) -> Batch {
    Batch::new(snapshot_of(registry), SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_000_000))
}

fn context(name: &str) -> Context {
    Context::new(name, Program::new("shop", "web-1"))
}

fn check(statsd: &StatsD) -> Result<(), Failure> {
    statsd.check(&context("statsd"))
}

/// Returns a metric about the reporter with this name.
fn own(metric: &str, reporter: &str) -> f64 {
    let snapshot = gapless::Registry::global().gather();
    snapshot.value(metric, &[("reporter", reporter)]).map_or(0.0, Value::as_f64)
}

#[tokio::test]
async fn each_type_has_its_lines() {
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").labels(["user", "via"]).register().unwrap();
    logins.with(["ann:|@#,\n", "a/b"]).inc_by(3);
    logins.with(["bob", ""]).inc();
    let celsius = registry.gauge("temperature_celsius", "Temperature.").register().unwrap();
    celsius.set(-1.5);
    registry.up_down_counter("visitors", "Visitors.").register().unwrap().inc();
    registry.gauge("broken", "Not a number.").register().unwrap().set(f64::NAN);
    let latency = registry.histogram("latency_seconds", "Latency.").buckets([1.0, 2.0]).register().unwrap();
    latency.observe_n(1.5, 4);

    let receiver = Receiver::new();
    let mut statsd = StatsD::new(receiver.address().to_string()).prefix("shop.web-1");
    check(&statsd).unwrap();
    let quantiles = [
        "shop.web-1.latency_seconds.mean:1.5|g",
        "shop.web-1.latency_seconds.p50:1.5|g",
        "shop.web-1.latency_seconds.p90:1.9|g",
        "shop.web-1.latency_seconds.p99:1.99|g",
    ];
    let batch = batch_of(&registry);
    statsd.report(&batch).await.unwrap();
    let first = receiver.lines(11);
    assert_eq!(
        first[..7],
        [
            "shop.web-1.latency_seconds.count:4|c",
            "shop.web-1.latency_seconds.sum:6|c",
            "shop.web-1.logins_total.user.ann______.via.a_b:3|c",
            "shop.web-1.logins_total.user.bob:1|c",
            "shop.web-1.temperature_celsius:0|g",
            "shop.web-1.temperature_celsius:-1.5|g",
            "shop.web-1.visitors:1|g",
        ]
    );
    assert_eq!(first[7..], quantiles);

    latency.observe(1.5);
    celsius.set(2.0);
    statsd.report(&batch.then(snapshot_of(&registry), SystemTime::now())).await.unwrap();
    let second = receiver.lines(8);
    assert_eq!(
        second[..4],
        [
            "shop.web-1.latency_seconds.count:1|c",
            "shop.web-1.latency_seconds.sum:1.5|c",
            "shop.web-1.temperature_celsius:2|g",
            "shop.web-1.visitors:1|g",
        ]
    );
    assert_eq!(second[4..], quantiles);
}

#[tokio::test]
async fn dogstatsd_has_tags_and_distributions() {
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").labels(["user", "via"]).register().unwrap();
    logins.with(["ann|b,c:d\n", "web"]).inc_by(3);
    logins.with(["bob", ""]).inc();
    registry.gauge("temperature_celsius", "Temperature.").register().unwrap().set(-1.5);
    let latency = registry.histogram("latency_seconds", "Latency.").buckets([1.0, 2.0]);
    let latency = latency.labels(["method"]).register().unwrap();
    latency.with(["GET"]).observe_n(1.2, 4);
    latency.with(["GET"]).observe(100.0);

    let receiver = Receiver::new();
    let mut statsd = StatsD::new(format!("udp://{}", receiver.address())).dogstatsd(true).distributions(true);
    let first = batch_of(&registry);
    statsd.report(&first).await.unwrap();
    assert_eq!(
        receiver.lines(5),
        [
            "latency_seconds:1.5|d|@0.25|#method:GET",
            "latency_seconds:2|d|#method:GET",
            "logins_total:3|c|#user:ann_b_c:d_,via:web",
            "logins_total:1|c|#user:bob",
            "temperature_celsius:-1.5|g",
        ]
    );

    latency.with(["GET"]).observe(0.5);
    statsd.report(&first.then(snapshot_of(&registry), SystemTime::now())).await.unwrap();
    assert_eq!(receiver.lines(2), ["latency_seconds:0.5|d|#method:GET", "temperature_celsius:-1.5|g"]);
}

#[tokio::test]
async fn states_infos_and_summaries_have_lines() {
    door("2").set(Door::Closed);
    build_info("1.2.0").set();
    page_bytes().observe(100_u64);
    let view = View::builder().groups(["golden_statsd"]).build().unwrap();
    let receiver = Receiver::new();
    let mut statsd = StatsD::new(receiver.address().to_string());
    statsd.report(&Batch::new(view.snapshot(), SystemTime::now())).await.unwrap();
    let lines = receiver.lines(9);
    assert_eq!(
        lines[..5],
        [
            "golden_build_info.version.1_2_0:1|g",
            "golden_door.floor.2.golden_door.open:0|g",
            "golden_door.floor.2.golden_door.closed:1|g",
            "golden_page_bytes.count:1|c",
            "golden_page_bytes.sum:100|c",
        ]
    );
}

#[tokio::test]
async fn a_counter_is_sent_as_what_was_not_sent_before() {
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").labels(["user"]).register().unwrap();
    let ann = logins.with(["ann"]);
    let receiver = Receiver::new();
    let address = receiver.address();
    let mut statsd = StatsD::new(address.to_string());
    ann.inc();
    statsd.report(&batch_of(&registry)).await.unwrap();
    assert_eq!(receiver.lines(1), ["logins_total.user.ann:1|c"]);

    // The first packet to a closed port is lost, although sending it succeeds.
    drop(receiver);
    ann.inc_by(2);
    let error = statsd.report(&batch_of(&registry)).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("could not send to StatsD at `{address}`: ")), "{error}");
    ann.inc_by(4);
    logins.with(["bob"]).inc();
    statsd.report(&batch_of(&registry)).await.unwrap_err();

    let receiver = Receiver::at(address);
    ann.inc_by(8);
    statsd.report(&batch_of(&registry)).await.unwrap();
    assert_eq!(receiver.lines(2), ["logins_total.user.ann:14|c", "logins_total.user.bob:1|c"]);
    statsd.report(&batch_of(&registry)).await.unwrap();
    ann.inc();
    statsd.report(&batch_of(&registry)).await.unwrap();
    assert_eq!(receiver.lines(1), ["logins_total.user.ann:1|c"]);
}

#[tokio::test]
async fn distributions_keep_their_observations_until_they_are_sent() {
    let registry = Registry::new();
    let latency = registry.histogram("latency_seconds", "Latency.").buckets([1.0, 2.0]).register().unwrap();
    let receiver = Receiver::new();
    let address = receiver.address();
    drop(receiver);
    let mut statsd = StatsD::new(address.to_string()).dogstatsd(true).distributions(true);
    latency.observe(0.5);
    statsd.report(&batch_of(&registry)).await.unwrap_err();
    latency.observe(0.5);
    latency.observe(1.5);
    let receiver = Receiver::at(address);
    statsd.report(&batch_of(&registry)).await.unwrap();
    assert_eq!(receiver.lines(2), ["latency_seconds:0.5|d|@0.5", "latency_seconds:1.5|d"]);
}

#[tokio::test]
async fn a_removed_series_starts_again_at_zero() {
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").labels(["user"]).register().unwrap();
    let receiver = Receiver::new();
    let mut statsd = StatsD::new(receiver.address().to_string());
    logins.with(["ann"]).inc_by(5);
    logins.with(["bob"]).inc();
    statsd.report(&batch_of(&registry)).await.unwrap();
    receiver.lines(2);
    assert!(logins.remove(["ann"]));
    statsd.report(&batch_of(&registry)).await.unwrap();
    logins.with(["ann"]).inc_by(7);
    statsd.report(&batch_of(&registry)).await.unwrap();
    assert_eq!(receiver.lines(1), ["logins_total.user.ann:7|c"]);
}

#[tokio::test]
async fn packets_contain_whole_lines_up_to_the_mtu() {
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").labels(["user"]).register().unwrap();
    (0..100).for_each(|user| logins.with([&*format!("user{user:03}")]).inc());
    logins.with([&*"long".repeat(50)]).inc();
    let receiver = Receiver::new();
    let mut statsd = StatsD::new(receiver.address().to_string()).mtu(100);
    statsd.start(&context("statsd_packets")).await.unwrap();
    statsd.report(&batch_of(&registry)).await.unwrap();
    let packets = receiver.packets(100);
    // `logins_total.user.user000:1|c` has 29 bytes, and a line feed separates two lines.
    assert_eq!(packets.len(), 34);
    for packet in &packets {
        assert!(packet.len() <= 100);
        assert!(packet.lines().all(|line| line.len() == 29 && line.ends_with(":1|c")), "{packet}");
    }
    assert_eq!(own("gapless_reporter_sent_total", "statsd_packets"), 100.0);
    assert_eq!(own("gapless_reporter_dropped_total", "statsd_packets"), 1.0);
}

#[tokio::test]
async fn the_default_mtu_fits_into_an_ethernet_frame() {
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").labels(["user"]).register().unwrap();
    (0..100).for_each(|user| logins.with([&*format!("user{user:03}")]).inc());
    let receiver = Receiver::new();
    let mut statsd = StatsD::new(receiver.address().to_string());
    statsd.report(&batch_of(&registry)).await.unwrap();
    let lengths: Vec<_> = receiver.packets(100).iter().map(String::len).collect();
    assert_eq!(lengths, [47 * 30 - 1, 47 * 30 - 1, 6 * 30 - 1]);
}

#[tokio::test]
async fn packets_become_smaller_if_the_system_refuses_them() {
    let registry = Registry::new();
    let logins =
        registry.counter("logins_total", "Logins.").labels(["user"]).max_series(3000).register().unwrap();
    (0..3000).for_each(|user| logins.with([&*format!("user{user:04}")]).inc());
    let receiver = Receiver::new();
    // A datagram contains at most 65,507 bytes.
    let mut statsd = StatsD::new(receiver.address().to_string()).mtu(1 << 20);
    statsd.report(&batch_of(&registry)).await.unwrap();
    let packets = receiver.packets(3000);
    assert!(packets.iter().all(|packet| packet.len() <= 46_500), "half of 93,000 bytes");
    assert_eq!(packets.len(), 2);
    logins.with(["user0000"]).inc();
    statsd.report(&batch_of(&registry)).await.unwrap();
    assert_eq!(receiver.lines(1), ["logins_total.user.user0000:1|c"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_takes_packets() {
    use std::os::unix::net::UnixDatagram;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statsd.sock");
    let registry = Registry::new();
    let logins = registry.counter("logins_total", "Logins.").register().unwrap();
    logins.inc();
    let mut statsd = StatsD::new(format!("unix://{}", path.display()));
    check(&statsd).unwrap();
    let error = statsd.report(&batch_of(&registry)).await.unwrap_err().to_string();
    assert!(error.starts_with("could not open a socket to StatsD at `unix://"), "{error}");

    let mut text = [0; 100];
    for increase in [1, 2] {
        let receiver = UnixDatagram::bind(&path).unwrap();
        statsd.report(&batch_of(&registry)).await.unwrap();
        let length = receiver.recv(&mut text).unwrap();
        assert_eq!(text[..length], *format!("logins_total:{increase}|c").as_bytes());

        drop(receiver);
        std::fs::remove_file(&path).unwrap();
        logins.inc_by(2);
        statsd.report(&batch_of(&registry)).await.unwrap_err();
    }
}

#[tokio::test]
async fn it_keeps_the_contract_of_reporters() {
    let receiver = Receiver::new();
    let address = receiver.address().to_string();
    let plain = address.clone();
    contract::check(move || StatsD::new(plain.clone())).await.unwrap();
    let dog = address.clone();
    contract::check(move || StatsD::new(dog.clone()).dogstatsd(true).distributions(true)).await.unwrap();
    drop(receiver);
    contract::check_unreachable(move || StatsD::new(address.clone())).await.unwrap();
}

#[test]
fn wrong_settings_are_errors_that_say_what_to_write() {
    let error = |statsd: StatsD| check(&statsd).unwrap_err().to_string();
    for address in ["localhost", "localhost:http", "http://localhost:8125", ":8125", "unix://"] {
        assert_eq!(
            error(StatsD::new(address)),
            format!(
                "`{address}` is not the address of a StatsD server; write a host and a port, such as `localhost:8125`, \
                 or the path of a socket, such as `unix:///var/run/statsd.sock`"
            )
        );
    }
    assert_eq!(
        error(StatsD::new("localhost:8125").distributions(true)),
        "plain StatsD has no distributions; add `.dogstatsd(true)`"
    );
    assert_eq!(
        error(StatsD::new("localhost:8125").prefix("shop..web 1")),
        "`shop..web 1` is not the prefix of a StatsD name; write letters, digits, `_` and `-`, separated by dots, such \
         as `shop.web-1`"
    );
    assert_eq!(
        error(StatsD::new("localhost:8125").mtu(63)),
        "an MTU of 63 bytes is too small; write at least 64"
    );
    check(&StatsD::new("[::1]:8125").prefix("shop.web-1").mtu(64)).unwrap();
}
