//! Real receivers of metrics: processes on free ports, which a test can end and start again.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::peer::peer;
use crate::process::Process;
use crate::queries::Queries;
use crate::version::Version;

/// A receiver that stores what programs send.
pub(crate) struct Receiver {
    /// The address of its HTTP server.
    pub(crate) address: String,
    /// The address of its Graphite server, if it has one.
    pub(crate) graphite: Option<String>,
    pub(crate) queries: Queries,
    /// `None` while it does not run.
    process: Option<Process>,
    kind: Kind,
    folder: TempDir,
}

enum Kind {
    Prometheus(&'static Version),
    VictoriaMetrics,
    Pushgateway,
}

impl Receiver {
    /// Starts a Prometheus that scrapes nothing and accepts remote write.
    pub(crate) fn prometheus(version: &'static Version) -> Self {
        Receiver::start(Kind::Prometheus(version))
    }

    /// Starts a VictoriaMetrics, which also receives Graphite.
    pub(crate) fn victoria_metrics() -> Self {
        Receiver::start(Kind::VictoriaMetrics)
    }

    /// Starts a Pushgateway.
    pub(crate) fn pushgateway() -> Self {
        Receiver::start(Kind::Pushgateway)
    }

    fn start(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let (process, address, graphite) = kind.start(folder.path(), "127.0.0.1:0", "127.0.0.1:0");
        let queries = Queries::new(&address);
        Receiver { address, graphite, queries, process: Some(process), kind, folder }
    }

    /// Returns the URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns whether it is a Prometheus.
    pub(crate) fn is_prometheus(&self) -> bool {
        matches!(self.kind, Kind::Prometheus(_))
    }

    /// Returns whether it is a Prometheus that receives OTLP.
    pub(crate) fn receives_otlp(&self) -> bool {
        matches!(self.kind, Kind::Prometheus(version) if version.otlp)
    }

    /// Kills the process, as a crash would.
    pub(crate) fn kill(&mut self) {
        self.process = None;
    }

    /// Stops the process gracefully.
    pub(crate) fn stop(&mut self) {
        let process = self.process.take().expect("it runs");
        process.stop("TERM");
    }

    /// Starts it at its address, with its data.
    pub(crate) fn start_again(&mut self) {
        let graphite = self.graphite.as_deref().unwrap_or("127.0.0.1:0");
        let (process, address, _) = self.kind.start(self.folder.path(), &self.address, graphite);
        assert_eq!(address, self.address);
        self.process = Some(process);
    }

    /// Returns the value of one of its own metrics.
    pub(crate) async fn metric(&self, series: &str) -> f64 {
        let answer = reqwest::get(self.url("/metrics")).await.expect("it answers");
        let exposition = answer.text().await.expect("the exposition is UTF-8");
        let mut lines = exposition.lines();
        let value = lines.find_map(|line| line.strip_prefix(series)?.trim().parse().ok());
        value.unwrap_or_else(|| panic!("it has no `{series}`:\n{exposition}"))
    }
}

impl Kind {
    /// Starts the process at these addresses; returns it with its addresses for HTTP and Graphite.
    fn start(&self, folder: &Path, http: &str, graphite: &str) -> (Process, String, Option<String>) {
        let (mut command, listening) = match self {
            Kind::Prometheus(version) => (prometheus(version, folder, http), version.listening),
            Kind::VictoriaMetrics => {
                return victoria_metrics(folder, http, graphite);
            }
            Kind::Pushgateway => {
                let mut command = Command::new(peer("usr/bin/prometheus-pushgateway"));
                command.args([&format!("--web.listen-address={http}"), "--push.enable-utf8-names"]);
                (command, "msg=\"Listening on\" address=")
            }
        };
        let (process, address) = Process::start(&mut command, listening);
        (process, address, None)
    }
}

fn prometheus(version: &Version, folder: &Path, http: &str) -> Command {
    let config = folder.join("prometheus.yml");
    std::fs::write(&config, "storage: {exemplars: {max_exemplars: 1000}}\n")
        .expect("the folder can be written");
    let mut command = Command::new(peer(version.program));
    command.arg(format!("--config.file={}", config.display()));
    command.arg(format!("--storage.tsdb.path={}", folder.join("data").display()));
    command.arg(format!("--web.listen-address={http}"));
    command.args(["--web.enable-remote-write-receiver", "--log.format=logfmt"]);
    command.arg("--enable-feature=native-histograms,exemplar-storage");
    command.args(version.otlp.then_some("--web.enable-otlp-receiver"));
    command
}

fn victoria_metrics(folder: &Path, http: &str, graphite: &str) -> (Process, String, Option<String>) {
    let mut command = Command::new(peer("usr/bin/victoria-metrics"));
    command.arg(format!("-storageDataPath={}", folder.join("data").display()));
    command.args([&format!("-httpListenAddr={http}"), &format!("-graphiteListenAddr={graphite}")]);
    // The newest samples are visible at once, and a killed process loses as little as possible.
    command.args(["-search.latencyOffset=0s", "-retentionPeriod=1d", "-inmemoryDataFlushInterval=1s"]);
    // Otherwise, a query forgets samples after a few of their intervals, and remembers for a time that it found none.
    command.args([
        "-storage.cacheSizeIndexDBTagFilters=1",
        "-search.minStalenessInterval=5m",
        "-memory.allowedBytes=256MB",
    ]);
    let (process, address) = Process::start(&mut command, "started server at http://");
    let log = process.log();
    let (_, behind) = log.split_once("started TCP Graphite server at \"").expect("it has one");
    let graphite = behind.split('"').next().map(str::to_owned);
    (process, address.trim_end_matches('/').to_owned(), graphite)
}
