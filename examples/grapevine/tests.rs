//! Grapevine sends its metrics to all receivers at once, and the last values when it stops. Grafana learns of its start
//! and its stop.
#![cfg(unix)]

use std::future::ready;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Uri};
use axum::routing::{get, post};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::timeout;

/// The time that a test waits before it fails.
const LIMIT: Duration = Duration::from_secs(30);

/// The method and the path of a request, and its body.
type Request = (String, Bytes);

/// Starts an HTTP server that accepts everything, and returns its URL and its requests.
async fn http_receiver() -> (String, UnboundedReceiver<Request>) {
    let (sender, requests) = mpsc::unbounded_channel();
    let app = Router::new().fallback(move |method: Method, uri: Uri, body: Bytes| {
        let _ = sender.send((format!("{method} {uri}"), body)); // the test may have ended
        ready(())
    });
    (serve(app).await, requests)
}

/// Starts a Grafana that accepts annotations, and returns its URL and the annotations.
async fn grafana() -> (String, UnboundedReceiver<String>) {
    let (sender, annotations) = mpsc::unbounded_channel();
    let json = |text: &'static str| ready(([(CONTENT_TYPE, "application/json")], text));
    let annotate = move |annotation: String| {
        let _ = sender.send(annotation); // the test may have ended
        json(r#"{"id": 1}"#)
    };
    let health = move || json(r#"{"database": "ok", "version": "13.0.1"}"#);
    let app = Router::new().route("/api/annotations", post(annotate)).route("/api/health", get(health));
    (serve(app).await, annotations)
}

/// Serves an application until the test ends, and returns its URL.
async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async { axum::serve(listener, app).await });
    url
}

/// Returns the address of a UDP socket, and its packets.
async fn udp_receiver() -> (String, UnboundedReceiver<String>) {
    let (sender, packets) = mpsc::unbounded_channel();
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port is free");
    let address = socket.local_addr().expect("it is bound").to_string();
    tokio::spawn(async move {
        let mut packet = vec![0; 65_536];
        while let Ok(size) = socket.recv(&mut packet).await {
            let text = String::from_utf8_lossy(&packet[..size]).into_owned();
            let _ = sender.send(text); // the test may have ended
        }
    });
    (address, packets)
}

/// Waits for the next message.
async fn next<T>(messages: &mut UnboundedReceiver<T>) -> T {
    timeout(LIMIT, messages.recv()).await.expect("a message arrives in time").expect("the receiver runs")
}

/// Grapevine, which is killed at the end of the test.
struct Grapevine {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Drop for Grapevine {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grapevine"));
    command.args(["--addr", "127.0.0.1:0", "--traffic", "off", "--database", ":memory:"]).args(options);
    command
}

impl Grapevine {
    /// Starts it with options, and returns it with its URL.
    fn start(options: &[&str]) -> (Self, String) {
        Grapevine::run(&mut command(options))
    }

    fn run(command: &mut Command) -> (Self, String) {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it can be started");
        let mut stderr = BufReader::new(child.stderr.take().expect("its stderr is piped"));
        let mut lines = stderr.by_ref().lines().map_while(Result::ok);
        let url = lines.find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()));
        (Grapevine { child, stderr }, url.expect("it says where it listens"))
    }

    /// Asks it to stop, and returns the rest of its log once it has ended with success.
    fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
        let mut log = String::new();
        self.stderr.read_to_string(&mut log).expect("the log is text");
        assert!(self.child.wait().expect("it has ended").success(), "{log}");
        log
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_receivers_get_the_metrics_and_the_last_values_at_the_end() {
    let (prometheus, mut writes) = http_receiver().await;
    let (collector, mut exports) = http_receiver().await;
    let (pushgateway, mut pushes) = http_receiver().await;
    let (statsd, mut packets) = udp_receiver().await;
    let write = format!("{prometheus}/api/v1/write");
    let receivers = [
        ("--remote-write", &write),
        ("--otlp", &collector),
        ("--statsd", &statsd),
        ("--pushgateway", &pushgateway),
    ];
    let options: Vec<_> = receivers.into_iter().flat_map(|(option, value)| [option, value]).collect();
    let (grapevine, url) = Grapevine::start(&options);

    for (requests, line) in [
        (&mut writes, "POST /api/v1/write"),
        (&mut exports, "POST /v1/metrics"),
        (&mut pushes, "PUT /metrics/job/grapevine"),
    ] {
        let (first, body) = next(requests).await;
        assert_eq!(first, line);
        assert!(!body.is_empty(), "{line}");
    }
    assert!(next(&mut packets).await.contains("|#"), "it has tags");

    assert!(reqwest::get(format!("{url}/games")).await.expect("it answers").status().is_success());
    let log = grapevine.stop();
    assert!(!log.contains("did not send everything"), "{log}");
    assert!(writes.try_recv().is_ok() && exports.try_recv().is_ok(), "{log}");
    let mut last = None;
    while let Ok((_, body)) = pushes.try_recv() {
        last = Some(String::from_utf8(body.to_vec()).expect("it is text"));
    }
    let last = last.expect("it pushes once more");
    assert!(
        last.contains("\nhttp_requests_total{method=\"GET\",route=\"/games\",status=\"200\"} 1\n"),
        "{last}"
    );
    while !next(&mut packets).await.contains("http_requests_total:1|c|#method:GET,route:/games,status:200") {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_creates_the_annotation_of_the_stop_before_the_program_ends() {
    let (url, mut annotations) = grafana().await;
    let mut command = command(&["--grafana", &url]);
    let (grapevine, _) = Grapevine::run(command.env("GAPLESS_GRAFANA_UPLOAD", "false"));
    let start = next(&mut annotations).await;
    assert!(start.contains(r#"["gapless","grapevine","start"]"#), "{start}");
    let log = grapevine.stop();
    let stop = annotations.try_recv().unwrap_or_else(|_| panic!("{log}"));
    assert!(stop.contains(r#"["gapless","grapevine","stop"]"#), "{stop}");
    let version = concat!("Version: ", env!("CARGO_PKG_VERSION"), "\\n");
    assert!(stop.contains(version) && stop.contains("Host: "), "{stop}");
}

#[test]
fn a_mistake_in_an_address_is_named() {
    for (options, message) in [
        (
            ["--remote-write", "p:9090/api"],
            "`remote_write` has an invalid setting: `p:9090/api` is not a valid URL; ",
        ),
        (
            ["--otlp", "collector"],
            "`otlp` has an invalid setting: `collector` is not a valid URL; write `http://` ",
        ),
        (
            ["--statsd", "localhost"],
            "`statsd` has an invalid setting: `localhost` is not the address of a StatsD server; ",
        ),
        (
            ["--pushgateway", "ftp://g"],
            "`pushgateway` has an invalid setting: `ftp://g` is not a valid URL; ",
        ),
    ] {
        let Output { status, stderr, .. } = command(&options).output().expect("it can be started");
        let said = String::from_utf8_lossy(&stderr);
        assert_eq!(status.code(), Some(1), "{options:?}: {said}");
        assert!(said.contains(&format!("grapevine: the reporter {message}")), "{options:?}: {said}");
    }
}
