//! The contract of reporters, which those of Gapless pass.

use std::io;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gapless::report::contract::{Case, What, check, check_unreachable};
use gapless::report::{
    Batch, Console, Context, Failure, Graphite, Log, Otlp, Pushgateway, RemoteWrite, Reporter, StatsD,
    TextPush,
};

use crate::receiver::Receiver;

/// Returns the address of a port that nothing listens on.
fn unreachable() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound").to_string()
}

#[tokio::test]
async fn the_console_and_the_log_keep_the_contract() {
    check(|| Console::to(io::sink())).await.unwrap();
    check(Log::new).await.unwrap();
}

#[tokio::test]
async fn graphite_keeps_the_contract() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it is bound").to_string();
    // It ends with the process of the test.
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || io::copy(&mut &stream, &mut io::sink()));
        }
    });
    check(move || Graphite::new(address.clone())).await.unwrap();
    let address = unreachable();
    check_unreachable(move || Graphite::new(address.clone())).await.unwrap();
}

#[tokio::test]
async fn statsd_keeps_the_contract() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = socket.local_addr().expect("it is bound").to_string();
    for dogstatsd in [false, true] {
        let address = address.clone();
        check(move || StatsD::new(address.clone()).dogstatsd(dogstatsd)).await.unwrap();
    }
    let address = unreachable();
    check_unreachable(move || StatsD::new(address.clone())).await.unwrap();
}

#[tokio::test]
async fn otlp_keeps_the_contract() {
    let receiver = Receiver::start().await;
    let url = receiver.url("");
    check(move || Otlp::new(&*url).gzip(true)).await.unwrap();
    let url = format!("http://{}", unreachable());
    check_unreachable(move || Otlp::new(&*url)).await.unwrap();
}

#[tokio::test]
async fn pushes_keep_the_contract() {
    let receiver = Receiver::start().await;
    let url = receiver.url("");
    check(move || Pushgateway::new(url.clone())).await.unwrap();
    let url = receiver.url("/import");
    check(move || TextPush::new(url.clone())).await.unwrap();
    let url = format!("http://{}", unreachable());
    let import = format!("{url}/import");
    check_unreachable(move || Pushgateway::new(url.clone())).await.unwrap();
    check_unreachable(move || TextPush::new(import.clone())).await.unwrap();
}

#[tokio::test]
async fn remote_write_keeps_the_contract() {
    let receiver = Receiver::start().await;
    let url = receiver.url("/api/v1/write");
    check(move || RemoteWrite::new(&*url)).await.unwrap();
    let url = format!("http://{}/api/v1/write", unreachable());
    check_unreachable(move || RemoteWrite::new(&*url)).await.unwrap();
}

/// A reporter that does one thing wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Name,
    Nan,
    FirstStart,
    SecondStart,
    Stop,
    Drop,
    Error,
}

struct Reporting {
    wrong: Wrong,
    is_started: bool,
}

impl Reporter for Reporting {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        assert!(self.is_started, "it was not started");
        let is_nan = batch.points().any(|point| point.value().is_nan());
        match self.wrong {
            Wrong::Nan => assert!(!is_nan, "a value is not a number"),
            Wrong::Error => return Err(Failure::new("refused")),
            _ => {}
        }
        Ok(())
    }

    fn name(&self) -> std::borrow::Cow<'static, str> {
        if self.wrong == Wrong::Name { "two\nlines".into() } else { "wrong".into() }
    }

    async fn start(&mut self, _context: &Context) -> Result<(), Failure> {
        assert!(self.wrong != Wrong::FirstStart, "the first start");
        assert!(self.wrong != Wrong::SecondStart || !self.is_started, "the second start");
        self.is_started = true;
        Ok(())
    }

    async fn stop(&mut self, limit: Duration) -> Result<(), Failure> {
        assert!(self.wrong != Wrong::Stop || !limit.is_zero(), "there is not any time");
        Ok(())
    }
}

impl Drop for Reporting {
    fn drop(&mut self) {
        assert!(self.wrong != Wrong::Drop, "it was dropped");
    }
}

/// Returns the violations of a reporter as `case call what`.
async fn violations(wrong: Wrong) -> Vec<(Case, &'static str, What)> {
    let broken =
        check(move || Reporting { wrong, is_started: false }).await.expect_err("it does something wrong");
    broken.violations().iter().map(|of| (of.case(), of.call(), of.what().clone())).collect()
}

fn panicked(message: &str) -> What {
    What::Panicked(message.to_owned())
}

#[tokio::test]
async fn each_violation_is_found() {
    assert_eq!(
        violations(Wrong::Name).await,
        [(Case::Name, "name", What::WrongName("two\nlines".to_owned()))]
    );
    let nan = (Case::SpecialValues, "report", panicked("a value is not a number"));
    assert_eq!(violations(Wrong::Nan).await, [nan.clone(), nan]);
    let starts = violations(Wrong::SecondStart).await;
    assert!(
        starts.iter().all(|of| *of == (Case::StartAgain, "start", panicked("the second start"))),
        "{starts:?}"
    );
    let stops = vec![(Case::StopAtOnce, "stop", panicked("there is not any time")); 2];
    assert_eq!(violations(Wrong::Stop).await, stops);
    let first = violations(Wrong::FirstStart).await;
    assert_eq!(first[0], (Case::Empty, "start", panicked("the first start")));
    let errors = violations(Wrong::Error).await;
    assert_eq!(errors[0], (Case::Empty, "report", What::Failed("refused".to_owned())));
}

#[tokio::test]
async fn a_reporter_without_a_receiver_may_return_errors_but_not_panic() {
    check_unreachable(|| Reporting { wrong: Wrong::Error, is_started: false }).await.unwrap();
    let broken = check_unreachable(|| Reporting { wrong: Wrong::Nan, is_started: false }).await.unwrap_err();
    assert_eq!(
        broken.to_string(),
        "`wrong` breaks the contract of reporters: with NaN, infinities and other special values, `report` panicked: a \
         value is not a number; with NaN, infinities and other special values, `report` panicked: a value is not a number"
    );
}

#[tokio::test]
async fn a_reporter_that_cannot_be_created_or_dropped_breaks_the_contract() {
    let is_first = AtomicBool::new(true);
    let create = move || {
        assert!(is_first.swap(false, Ordering::Relaxed), "it is created once");
        Console::to(io::sink())
    };
    assert_eq!(check(create).await.unwrap_err().violations().len(), 1);
    assert!(check(|| Reporting { wrong: Wrong::Drop, is_started: false }).await.is_err());
}

#[tokio::test]
async fn the_contract_has_all_values_that_reporters_must_send() {
    type Calls = (usize, Vec<f64>, Vec<String>);

    #[derive(Clone, Default)]
    struct Seen(Arc<std::sync::Mutex<Calls>>);

    impl Reporter for Seen {
        async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
            let mut seen = self.0.lock().expect("nothing panics");
            seen.0 = seen.0.max(batch.series_count());
            seen.1.extend(batch.points().map(|point| point.value()));
            seen.2.extend(
                batch.families().flat_map(|family| [family.help.to_string(), family.kind.to_string()]),
            );
            Ok(())
        }
    }

    let seen = Seen::default();
    let reporter = seen.clone();
    check(move || reporter.clone()).await.unwrap();
    let (series, values, texts) = std::mem::take(&mut *seen.0.lock().expect("nothing panics"));
    assert_eq!(series, 10_000);
    for special in [0.0, f64::INFINITY, f64::NEG_INFINITY, -1.5, f64::MAX, f64::MIN, 5e-324] {
        assert!(values.contains(&special), "{special}");
    }
    assert!(values.iter().any(|value| value.is_nan()));
    for text in ["", "counter", "gauge", "histogram", "summary", "stateset", "info"] {
        assert!(texts.iter().any(|seen| seen == text), "{text} {:?}", &texts[..20]);
    }
}
