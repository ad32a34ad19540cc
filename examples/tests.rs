//! Checks that `docs/examples.md` shows the output of the examples.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use gapless::encode::Format;

#[path = "../tests/linted.rs"]
mod linted;

use linted::linted;

const PAGE: &str = include_str!("../docs/examples.md");

/// The names and programs of the examples that end by themselves.
const EXAMPLES: [(&str, &str); 23] = [
    ("labels", env!("CARGO_BIN_EXE_labels")),
    ("histograms", env!("CARGO_BIN_EXE_histograms")),
    ("instances", env!("CARGO_BIN_EXE_instances")),
    ("functions", env!("CARGO_BIN_EXE_functions")),
    ("structs", env!("CARGO_BIN_EXE_structs")),
    ("events", env!("CARGO_BIN_EXE_events")),
    ("views", env!("CARGO_BIN_EXE_views")),
    ("recorder", env!("CARGO_BIN_EXE_recorder")),
    ("tracing", env!("CARGO_BIN_EXE_tracing")),
    ("polling", env!("CARGO_BIN_EXE_polling")),
    ("reporter", env!("CARGO_BIN_EXE_reporter")),
    ("remote_write", env!("CARGO_BIN_EXE_remote_write")),
    ("push", env!("CARGO_BIN_EXE_push")),
    ("statsd", env!("CARGO_BIN_EXE_statsd")),
    ("watch", env!("CARGO_BIN_EXE_watch")),
    ("config", env!("CARGO_BIN_EXE_config")),
    ("plugin", env!("CARGO_BIN_EXE_plugin")),
    ("dashboards", env!("CARGO_BIN_EXE_dashboards")),
    ("jobs", env!("CARGO_BIN_EXE_jobs")),
    ("http", env!("CARGO_BIN_EXE_http")),
    ("sql", env!("CARGO_BIN_EXE_sql")),
    ("websocket", env!("CARGO_BIN_EXE_websocket")),
    ("library", env!("CARGO_BIN_EXE_library")),
];

/// Returns the output that the page shows below the command of an example.
fn shown(name: &str) -> impl Iterator<Item = &'static str> {
    let (_, below) = PAGE.split_once(&format!("`cargo run --bin {name}`")).expect("the page has the command");
    let (_, from) = below.split_once("```text\n").expect("a block stands below it");
    from.split_once("```").expect("the block ends").0.lines()
}

fn check(name: &str, program: &str) {
    let output = Command::new(program).output().expect("it can be started");
    assert!(output.status.success(), "{name}: {output:?}");
    let printed = String::from_utf8(output.stdout).expect("it prints text");
    let is_exposition = printed.starts_with("# HELP");
    let printed = if is_exposition { linted(printed, Format::Text.content_type()) } else { printed };
    let mut printed_lines = printed.lines();
    for line in shown(name) {
        assert!(printed_lines.any(|printed| printed == line), "{name} has not `{line}` there:\n{printed}");
    }
}

#[test]
fn the_examples_print_what_the_page_shows() {
    EXAMPLES.iter().for_each(|(name, program)| check(name, program));
    assert_eq!(PAGE.matches("\n```text\n").count(), EXAMPLES.len());
}

/// Returns the standard output and error of the example `config` with an environment variable.
fn config(variable: &str, value: impl AsRef<OsStr>) -> [String; 2] {
    let output = Command::new(env!("CARGO_BIN_EXE_config")).env(variable, value).output();
    let output = output.expect("it can be started");
    [output.stdout, output.stderr].map(|said| String::from_utf8(said).expect("it says text"))
}

#[test]
fn the_environment_goes_over_the_file_and_a_slip_in_it_is_told() {
    let [exported, _] = config("GAPLESS_LABELS", "region=us");
    assert!(
        exported.contains("\nshop_orders_total{region=\"us\",zone=\"1\",express=\"true\"} 1\n"),
        "{exported}"
    );
    let [_, told] = config("GAPLESS_POL_RATE", "5s");
    assert!(told.contains("GAPLESS_POL_RATE") && told.contains("GAPLESS_POLL_RATE"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_utf_8_is_told_without_its_value() {
    use std::os::unix::ffi::OsStrExt;
    let [_, told] = config("GAPLESS_PREFIX", OsStr::from_bytes(b"sesame\xff"));
    assert!(told.contains("GAPLESS_PREFIX") && told.contains("UTF-8") && !told.contains("sesame"), "{told}");
    let [exported, _] = config("GAPLESS_OF_SOMEBODY_ELSE", OsStr::from_bytes(b"\xff"));
    assert!(exported.contains("shop_orders_total"), "{exported}");
}

/// A process that is killed at the end of the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a request with a token, and returns the whole response.
fn ask(address: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the example listens");
    let head = "GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
    write!(stream, "{head}Authorization: Bearer {token}\r\n\r\n").expect("the example reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the example answers");
    if let Some((_, body)) =
        answer.split_once("\r\n\r\n").filter(|(head, _)| head.starts_with("HTTP/1.1 200 "))
    {
        linted(body, Format::Text.content_type());
    }
    answer
}

#[test]
fn the_server_lets_in_those_who_have_the_token() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_server"));
    server.env("METRICS_ADDRESS", "127.0.0.1:0").env("METRICS_TOKEN", "secret").stdout(Stdio::piped());
    let mut server = Running(server.spawn().expect("it can be started"));
    let mut line = String::new();
    let stdout = server.0.stdout.take().expect("its stdout is piped");
    BufReader::new(stdout).read_line(&mut line).expect("it says where the metrics are");
    let url = line.trim_end().strip_prefix("metrics are at http://");
    let address = url.and_then(|url| url.strip_suffix("/metrics")).expect("it says a URL");
    let answer = ask(address, "secret");
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("\nfunction_calls_total{function=\"work\"")
    );
    assert!(ask(address, "secrets").starts_with("HTTP/1.1 401 "));
}

/// Reads lines of a stream up to the first one with a text.
fn read_until(stream: impl Read, text: &str) -> Option<String> {
    BufReader::new(stream).lines().map_while(Result::ok).find(|line| line.contains(text))
}

#[test]
fn the_live_page_sends_the_points_of_a_topic() {
    let mut live = Command::new(env!("CARGO_BIN_EXE_live"));
    live.env("ADDRESS", "127.0.0.1:0").stdout(Stdio::piped());
    let mut live = Running(live.spawn().expect("it can be started"));
    let line = read_until(live.0.stdout.take().expect("its stdout is piped"), "http://");
    let line = line.expect("it says where the page is");
    let address = line.split_once("http://").and_then(|(_, url)| url.strip_suffix("/metrics/live"));
    let mut stream = TcpStream::connect(address.expect("it says a URL")).expect("the example listens");
    let path = "/metrics/live/events?topic=kitchen_orders_total@delta";
    write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\n\r\n").expect("the example reads");
    let joined = read_until(&stream, "\"status\":").expect("the topic is answered");
    assert!(joined.contains("\"status\":\"ok\"") && joined.contains("Orders by dish."), "{joined}");
    let points = read_until(&stream, "\"values\":{\"delta\":[").expect("points come");
    assert!(points.contains("\"topic\":\"kitchen_orders_total@delta\""), "{points}");
}

#[test]
fn the_server_does_not_start_without_a_token() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_server"));
    let output = server.env_remove("METRICS_TOKEN").output().expect("it can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("token 1"), "{said}");
}
