//! The reporter for Graphite.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, SystemTime};

use gapless::dynamic::Registry;
use gapless::report::{Batch, Context, Failure, Graphite, Program, Reporter, contract};
use gapless::snapshot::{Snapshot, Value};

/// A Graphite server, which reads lines.
struct Server(TcpListener);

impl Server {
    fn new() -> Self {
        Server::at(([127, 0, 0, 1], 0).into())
    }

    fn at(address: SocketAddr) -> Self {
        Server(TcpListener::bind(address).expect("the address is free"))
    }

    fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("it is bound")
    }

    fn accept(&self) -> BufReader<TcpStream> {
        let (stream, _) = self.0.accept().expect("the reporter connects");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("the limit is above 0");
        BufReader::new(stream)
    }
}

fn lines(connection: &mut BufReader<TcpStream>, count: usize) -> Vec<String> {
    connection.lines().take(count).map(|line| line.expect("a line arrives")).collect()
}

fn batch_of(registry: &Registry, seconds: u64) -> Batch {
    let families = registry.find("*").families().into_iter().map(|selected| selected.family).collect();
    Batch::new(Snapshot { families }, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

fn check(graphite: &Graphite) -> Result<(), Failure> {
    graphite.check(&Context::new("graphite", Program::new("shop", "web-1")))
}

/// Returns a metric about the reporter with this name.
fn own(metric: &str, reporter: &str) -> f64 {
    let snapshot = gapless::Registry::global().gather();
    snapshot.value(metric, &[("reporter", reporter)]).map_or(0.0, Value::as_f64)
}

fn metrics() -> Registry {
    let registry = Registry::new();
    let logins = registry
        .counter("logins_total", "Logins.")
        .labels(["name", "via"])
        .register()
        .expect("the metric is valid");
    logins.with(["ann", "a/b.c d;é%"]).inc_by(3);
    logins.with(["~bob=1", ""]).inc();
    registry.gauge("temperature_celsius", "Temperature.").register().expect("the metric is valid").set(-1.5);
    registry.gauge("broken", "Not a number.").register().expect("the metric is valid").set(f64::INFINITY);
    registry
}

#[tokio::test]
async fn a_path_contains_labels_and_ends_in_the_datapoint() {
    let server = Server::new();
    let mut graphite = Graphite::new(server.address().to_string()).prefix("shop.web-1");
    check(&graphite).unwrap();
    graphite.report(&batch_of(&metrics(), 1_764_000_000)).await.unwrap();
    graphite.stop(Duration::from_secs(1)).await.unwrap();
    let lines: Vec<_> = server.accept().lines().map(Result::unwrap).collect();
    assert_eq!(
        lines,
        [
            "shop.web-1.logins_total.name.ann.via.a%2Fb%2Ec%20d%3B%C3%A9%25.value 3 1764000000",
            "shop.web-1.logins_total.name.%7Ebob%3D1.value 1 1764000000",
            "shop.web-1.temperature_celsius.value -1.5 1764000000",
        ]
    );
}

/// Reads a segment of a path, in which `%2E` is a dot.
fn unescaped(segment: &str) -> String {
    let mut parts = segment.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).expect("two hexadecimal digits follow"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).expect("a label is UTF-8")
}

#[tokio::test]
async fn each_series_has_a_path_of_its_own_that_contains_all_its_labels() {
    let texts = [".", "..", "%", "%2E", "a.b", "a%2Eb", "a_b", "_", "-:", "é", "\n", " ", "~", "b", "value"];
    let series: BTreeSet<_> = texts.iter().flat_map(|a| texts.map(|b| [*a, b].map(str::to_owned))).collect();
    let registry = Registry::new();
    let gauge = registry.gauge("jobs.done", "Jobs.").unconventional_name().labels(["a.b", "b"]);
    let gauge = gauge.max_series(series.len()).register().unwrap();
    series.iter().for_each(|[a, b]| gauge.with([&**a, &**b]).set(1.0));
    let server = Server::new();
    let mut graphite = Graphite::new(server.address().to_string());
    graphite.report(&batch_of(&registry, 1_764_000_000)).await.unwrap();
    let read = |line: String| {
        let path = line.split(' ').next().expect("a line has a path");
        let segments: Vec<_> = path.split('.').map(unescaped).collect();
        let [name, a, first, b, second, datapoint] = segments.try_into().expect("no label adds a segment");
        assert_eq!([&*name, &*a, &*b, &*datapoint], ["jobs.done", "a.b", "b", "value"]);
        [first, second]
    };
    let lines = lines(&mut server.accept(), series.len());
    assert_eq!(lines.into_iter().map(read).collect::<BTreeSet<_>>(), series);
}

#[tokio::test]
async fn tags_are_escaped_as_graphite_requires() {
    let server = Server::new();
    let mut graphite = Graphite::new(server.address().to_string()).tagged(true);
    graphite.report(&batch_of(&metrics(), 1_764_000_000)).await.unwrap();
    assert_eq!(
        lines(&mut server.accept(), 3),
        [
            "logins_total.value;_name=ann;via=a/b.c%20d%3B%C3%A9%25 3 1764000000",
            "logins_total.value;_name=%7Ebob=1 1 1764000000",
            "temperature_celsius.value -1.5 1764000000",
        ]
    );
}

#[tokio::test]
async fn a_batch_has_the_datapoints_of_its_subscription() {
    let registry = Registry::new();
    let latency = registry.histogram("latency_seconds", "Latency.").buckets([1.0, 2.0]).register().unwrap();
    let server = Server::new();
    let mut graphite = Graphite::new(server.address().to_string());
    let first = batch_of(&registry, 1_764_000_000);
    latency.observe_n(1.5, 4);
    let families = registry.find("*").families().into_iter().map(|selected| selected.family).collect();
    let second = first.then(Snapshot { families }, first.time() + Duration::from_secs(2));
    graphite.report(&second).await.unwrap();
    assert_eq!(
        lines(&mut server.accept(), 5),
        [
            "latency_seconds.rate 2 1764000002",
            "latency_seconds.mean 1.5 1764000002",
            "latency_seconds.p50 1.5 1764000002",
            "latency_seconds.p90 1.9 1764000002",
            "latency_seconds.p99 1.99 1764000002",
        ]
    );
}

#[tokio::test]
async fn lines_wait_for_a_server_that_restarts() {
    let registry = Registry::new();
    let visitors = registry.gauge("visitors", "Visitors.").register().unwrap();
    let server = Server::new();
    let address = server.address();
    let mut graphite = Graphite::new(address.to_string());
    graphite.start(&Context::new("graphite_restarts", Program::new("shop", "web-1"))).await.unwrap();
    visitors.set(1.0);
    graphite.report(&batch_of(&registry, 1)).await.unwrap();
    let mut connection = server.accept();
    assert_eq!(lines(&mut connection, 1), ["visitors.value 1 1"]);
    visitors.set(2.0);
    graphite.report(&batch_of(&registry, 2)).await.unwrap();
    assert_eq!(lines(&mut connection, 1), ["visitors.value 2 2"], "the connection stays open");

    drop((connection, server));
    let error = graphite.report(&batch_of(&registry, 3)).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("could not connect to Graphite at `{address}`: ")), "{error}");
    assert_eq!(own("gapless_reporter_sent_total", "graphite_restarts"), 2.0);

    let server = Server::at(address);
    graphite.report(&batch_of(&registry, 4)).await.unwrap();
    let mut connection = server.accept();
    assert_eq!(lines(&mut connection, 2), ["visitors.value 2 3", "visitors.value 2 4"]);
    assert_eq!(own("gapless_reporter_sent_total", "graphite_restarts"), 4.0);
}

#[tokio::test]
async fn a_server_that_does_not_read_is_a_failure_after_the_limit() {
    let registry = Registry::new();
    let visitors =
        registry.gauge("visitors", "Visitors.").labels(["page"]).max_series(50_000).register().unwrap();
    (0..50_000).for_each(|page| visitors.with([&*format!("{page:0100}")]).set(1.0));
    let server = Server::new();
    let mut graphite = Graphite::new(server.address().to_string()).timeout(Duration::from_millis(50));
    graphite.start(&Context::new("graphite_slow", Program::new("shop", "web-1"))).await.unwrap();
    let error = graphite.report(&batch_of(&registry, 1)).await.unwrap_err();
    assert_eq!(error.to_string(), "no answer within 50ms");
    assert!(own("gapless_reporter_dropped_total", "graphite_slow") > 0.0, "of 6 MiB, 4 MiB are kept");
    let error = graphite.stop(Duration::from_secs(1)).await.unwrap_err().to_string();
    assert!(error.contains("lines could not be sent: no answer within 50ms"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_counts_the_lines_that_it_cannot_send_within_its_limit() {
    let registry = Registry::new();
    let visitors =
        registry.gauge("visitors", "Visitors.").labels(["page"]).max_series(50_000).register().unwrap();
    (0..50_000).for_each(|page| visitors.with([&*format!("{page:0100}")]).set(1.0));
    let server = Server::new();
    let mut graphite = Graphite::new(server.address().to_string());
    graphite.start(&Context::new("graphite_ending", Program::new("shop", "web-1"))).await.unwrap();
    graphite.report(&batch_of(&registry, 1)).await.unwrap_err();
    let before = own("gapless_reporter_dropped_total", "graphite_ending");
    let (began, limit) = (tokio::time::Instant::now(), Duration::from_secs(1));
    let error = graphite.stop(limit).await.unwrap_err().to_string();
    assert!(began.elapsed() < limit, "{error}");
    let lost = own("gapless_reporter_dropped_total", "graphite_ending") - before;
    assert_eq!(error, format!("{lost} lines could not be sent: no answer within 900ms"));
}

#[tokio::test]
async fn it_keeps_the_contract_of_reporters() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        loop {
            let (mut connection, _) = listener.accept().await.expect("the reporter connects");
            tokio::spawn(async move { tokio::io::copy(&mut connection, &mut tokio::io::sink()).await });
        }
    });
    let tagged = address.clone();
    contract::check(move || Graphite::new(tagged.clone()).tagged(true)).await.unwrap();
    server.abort();
    assert!(server.await.unwrap_err().is_cancelled());
    contract::check_unreachable(move || Graphite::new(address.clone())).await.unwrap();
}

#[test]
fn wrong_settings_are_errors_that_say_what_to_write() {
    let error = |graphite: Graphite| check(&graphite).unwrap_err().to_string();
    for address in ["localhost", "localhost:http", "http://localhost:2003", ":2003"] {
        assert_eq!(
            error(Graphite::new(address)),
            format!(
                "`{address}` is not the address of a Graphite server; write a host and a port, such as `localhost:2003`"
            )
        );
    }
    assert_eq!(
        error(Graphite::new("localhost:2003").prefix("shop.web 1")),
        "`shop.web 1` is not the prefix of a Graphite path; write letters, digits, `_` and `-`, separated by dots, such \
         as `shop.web-1`"
    );
}
