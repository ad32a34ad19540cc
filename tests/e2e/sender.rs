//! The sender: a program with reporters, in a process of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::exposition;
use crate::linted::linted;
use crate::process::Process;
use crate::queries::{Labels, Samples};

/// Media types of expositions.
pub(crate) const OPENMETRICS: &str = "application/openmetrics-text;version=1.0.0";
pub(crate) const TEXT: &str = "text/plain;version=0.0.4";

pub(crate) struct Sender {
    process: Process,
    url: String,
    record: Recorded,
}

/// The file in which the sender records the samples that all reporters receive.
pub(crate) struct Recorded(TempDir);

impl Sender {
    /// Starts it with these arguments.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let record = Recorded(tempfile::tempdir().expect("there is a temporary folder"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_sender"));
        command.args(arguments).arg("--record").arg(record.file());
        let (process, url) = Process::start(&mut command, "listening on ");
        Sender { process, url, record }
    }

    /// Starts it without a record, so that no file can become larger than 16 KiB.
    pub(crate) fn start_on_full_disk(arguments: &[&str]) -> Self {
        let record = Recorded(tempfile::tempdir().expect("there is a temporary folder"));
        let mut command = Command::new("sh");
        // Without the signal, the system call fails as on a full disk.
        command.args(["-c", "trap '' XFSZ; ulimit -f 32; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_sender")]);
        let (process, url) = Process::start(command.args(arguments), "listening on ");
        Sender { process, url, record }
    }

    /// Changes the values.
    pub(crate) async fn step(&self) {
        let answer = reqwest::Client::new().post(format!("{}/step", self.url)).send().await;
        assert!(answer.expect("the sender answers").status().is_success());
    }

    /// Returns the series of an exposition in OpenMetrics, or in the text format.
    pub(crate) async fn exposed(&self, media_type: &str) -> BTreeMap<Labels, f64> {
        let request =
            reqwest::Client::new().get(format!("{}/metrics", self.url)).header("accept", media_type);
        let answer = request.send().await.expect("the sender answers");
        let content_type = answer.headers()["content-type"].to_str().expect("it is ASCII").to_owned();
        let body = linted(answer.text().await.expect("the exposition is UTF-8"), &content_type);
        exposition::parse(&body)
    }

    /// Returns the samples so far.
    pub(crate) fn recorded(&self) -> Samples {
        self.record.samples()
    }

    /// Returns the number of batches so far.
    pub(crate) fn batches(&self) -> usize {
        self.recorded().values().map(Vec::len).max().unwrap_or_default()
    }

    /// Stops it gracefully, and returns all samples.
    pub(crate) fn stop(self) -> Samples {
        assert!(self.process.stop("TERM").success());
        self.record.samples()
    }
}

impl Recorded {
    fn file(&self) -> PathBuf {
        self.0.path().join("samples")
    }

    fn samples(&self) -> Samples {
        let lines = std::fs::read_to_string(self.file()).expect("the sender writes the file");
        let mut samples = Samples::new();
        // The last line may be written just now.
        for line in lines.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let (time, value, labels): (String, String, Labels) =
                serde_json::from_str(line).expect("a line is a sample");
            let sample = (time.parse().expect("a time"), value.parse().expect("a value"));
            samples.entry(labels).or_default().push(sample);
        }
        samples
    }
}
