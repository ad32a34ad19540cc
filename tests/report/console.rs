//! The reporters that write to the console and to the log.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use gapless::descriptor::{Kind, LabelValues};
use gapless::report::{Batch, Console, Interval, Log, Reporter, Reporting, Subscription, WindowedDatapoint};
use gapless::snapshot::{FamilySnapshot, Number, Snapshot, StateSetValue, Value};
use tracing_subscriber::fmt::MakeWriter;

use crate::families::{counters, family, gauge, histogram};

/// The written text.
#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Text {
    /// Returns the text, and begins again.
    fn take(&self) -> String {
        let text = std::mem::take(&mut *self.0.lock().expect("no test panics with the lock"));
        String::from_utf8(text).expect("it is UTF-8")
    }
}

impl Write for Text {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics with the lock").write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Text {
    type Writer = Text;

    fn make_writer(&self) -> Text {
        self.clone()
    }
}

/// Returns the time of day 07:30:15 on the second day of 1970.
fn morning() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 + 7 * 3600 + 30 * 60 + 15)
}

fn of(datapoints: &[&str], families: Vec<FamilySnapshot>) -> Batch {
    let datapoints = datapoints.iter().map(|text| text.parse::<WindowedDatapoint>().expect(text));
    Batch::of(Subscription::new("*").datapoints(datapoints), Snapshot { families }, morning())
}

fn state() -> FamilySnapshot {
    let states = LabelValues::new(&["open", "closed"]);
    family("door", Kind::StateSet, vec![("front", Value::StateSet(StateSetValue { states, current: 1 }))])
}

#[tokio::test]
async fn the_console_has_a_table_of_the_values() {
    let text = Text::default();
    let mut console = Console::to(text.clone());
    let first = Batch::of(Subscription::new("*"), Snapshot { families: vec![] }, morning());
    console.report(&first).await.expect("a buffer can be written");
    let expected = [
        "metrics at 07:30:15 UTC",
        "metric  labels  datapoint  value",
        "without a value:",
        "*                          missing",
        "\n",
    ];
    assert_eq!(text.take(), expected.join("\n"));
    let rich = || vec![counters(&[("a", 10), ("b", 1)]), gauge(f64::NAN), histogram([0, 2, 1, 0]), state()];
    let before = of(&[], rich()).then(Snapshot { families: rich() }, morning());
    assert_eq!(before.points().count(), 0);
    console.report(&of(&["value", "rate"], rich())).await.expect("a buffer can be written");
    let expected = [
        "metrics at 07:30:15 UTC",
        "metric            labels         datapoint  value",
        "logins_total      of=\"a\"         value      10",
        "logins_total      of=\"b\"         value      1",
        "depth             of=\"a\"         value      not a number",
        "duration_seconds  of=\"a\"         value      3",
        "door              of=\"front\"     value      closed",
        "without a value:",
        "logins_total      2 of 2 series  rate       no value yet",
        "depth             of=\"a\"         rate       no value yet",
        "duration_seconds  of=\"a\"         rate       no value yet",
        "door              of=\"front\"     rate       the type does not have it",
        "\n",
    ];
    assert_eq!(text.take(), expected.join("\n"));
}

#[tokio::test]
async fn labels_cannot_control_the_terminal() {
    let text = Text::default();
    let families = vec![counters(&[("\u{1b}[31m\"\n", 1), ("\u{82b1}", 2)])];
    Console::to(text.clone()).report(&of(&["value"], families)).await.expect("a buffer can be written");
    let text = text.take();
    assert!(text.contains("logins_total  of=\"\\u{1b}[31m\\\"\\n\"  value      1\n"), "{text}");
    assert!(text.contains("logins_total  of=\"\u{82b1}\"  "), "{text}");
}

#[tokio::test]
async fn an_error_of_the_output_is_a_failure() {
    struct Full;

    impl Write for Full {
        fn write(&mut self, _text: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is full"))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let failure = Console::to(Full).report(&of(&["value"], vec![gauge(1.0)])).await;
    assert_eq!(failure.expect_err("it cannot be written").to_string(), "the disk is full");
}

/// An output that waits for its release.
struct Gate(Receiver<()>, Text);

impl Write for Gate {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let _ = self.0.recv(); // returns at once after the release
        self.1.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_slow_console_says_how_many_series_it_dropped() {
    let ((release, released), text) = (channel(), Text::default());
    let often = Subscription::new("gapless_conflicts").interval(Interval::every(Duration::from_millis(1)));
    let reporting = Reporting::new().name("slow_console").queue(1).subscribe(often);
    let console = Console::to(Gate(released, text.clone()));
    let metrics = gapless::builder().reporter(console, reporting).start().await.unwrap();
    let dropped = || {
        let snapshot = gapless::Registry::global().gather();
        let of = [("reporter", "slow_console")];
        snapshot.value("gapless_reporter_dropped_total", &of).map_or(0.0, Value::as_f64)
    };
    while dropped() < 3.0 {
        tokio::task::yield_now().await;
    }
    drop(release);
    metrics.shutdown().await;
    let text = text.take();
    let lines = text.lines().filter_map(|line| line.strip_prefix("dropped: "));
    let count = |line: &str| {
        line.strip_suffix(" series before these, because the reporter was slow")?.parse::<u64>().ok()
    };
    let counts: Option<Vec<_>> = lines.map(count).collect();
    assert!(counts.expect("each line has a number").iter().sum::<u64>() >= 3, "{text}");
}

/// Writes a batch to a log, and returns the lines.
fn logged(batch: &Batch, level: tracing::Level) -> String {
    let text = Text::default();
    let log = tracing_subscriber::fmt().with_writer(text.clone()).with_max_level(level);
    let log = log.without_time().with_ansi(false).finish();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("it starts");
    let report = || runtime.block_on(Log::new().report(batch));
    tracing::subscriber::with_default(log, report).expect("a log cannot fail");
    text.take()
}

#[test]
fn the_log_has_a_line_for_each_value() {
    let batch =
        of(&["value", "rate"], vec![counters(&[("a", 10)]), gauge(2.5), family("off", Kind::Gauge, vec![])]);
    let lines = [
        " INFO gapless::values: metric=\"logins_total\" labels=\"of=\\\"a\\\"\" datapoint=value value=10.0",
        " INFO gapless::values: metric=\"depth\" labels=\"of=\\\"a\\\"\" datapoint=value value=2.5",
    ];
    assert_eq!(logged(&batch, tracing::Level::INFO).lines().collect::<Vec<_>>(), lines);
    let skipped = [
        "DEBUG gapless::values: metric=\"off\" why=missing",
        "DEBUG gapless::values: metric=\"logins_total\" labels=\"of=\\\"a\\\"\" datapoint=rate why=no value yet",
        "DEBUG gapless::values: metric=\"depth\" labels=\"of=\\\"a\\\"\" datapoint=rate why=no value yet",
    ];
    assert_eq!(
        logged(&batch, tracing::Level::DEBUG).lines().collect::<Vec<_>>(),
        [&lines[..], &skipped].concat()
    );
}

#[test]
fn a_point_is_written_with_its_labels() {
    let families = vec![family("depth", Kind::Gauge, vec![("a", Value::Gauge(Number::F64(2.5)))])];
    let texts: Vec<_> = of(&["value"], families).points().map(|point| point.to_string()).collect();
    assert_eq!(texts, ["depth{of=\"a\"} value 2.5"]);

    let mut alone = family("depth", Kind::Gauge, vec![("a", Value::Gauge(Number::F64(2.5)))]);
    alone.series[0].labels.clear();
    let batch = of(&["value"], vec![alone]);
    assert_eq!(batch.points().next().map(|point| point.to_string()).as_deref(), Some("depth value 2.5"));
}
