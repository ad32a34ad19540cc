//! The settings of `RemoteWrite`.

use std::path::PathBuf;
use std::time::Duration;

use super::folder::Folder;
use super::labels::Labels;
use super::queue::Bounds;
use super::request::Limits;
use super::Running;
use crate::client::Endpoint;
use crate::reporters::{Context, Failure, Program};

/// Sends all metrics to a receiver of the remote write protocol, such as Prometheus, Mimir or VictoriaMetrics.
///
/// The receiver stores the series that a scrape would store, with the same names, labels and values. Samples have the
/// time of their batch. Requests also contain types, HELP texts, units, start times, exemplars and native histograms.
/// When a series no longer exists, the reporter ends it. A shutdown of the instance ends all series.
///
/// ```no_run
/// use std::time::Duration;
///
/// use gapless::report::{Endpoint, RemoteWrite};
///
/// let endpoint = Endpoint::new("https://prometheus.example.com/api/v1/write").bearer("sesame");
/// let remote_write = RemoteWrite::new(endpoint)
///     .label("region", "eu")
///     .outage(Duration::from_secs(4 * 3600));
/// ```
///
/// # Labels
///
/// Each series has the labels `job`, with the name of the program, and `instance`. If a series itself has one of these
/// labels, the label is renamed to `exported_job` or `exported_instance`, as in a scrape. [Other labels](Self::label)
/// are added to series that do not have them.
///
/// # Versions
///
/// The reporter sends version 2.0 of the protocol. If the receiver does not support it, the reporter sends the samples
/// again in version 1.0. It tries version 2.0 again after a lost connection, and after an hour. A receiver does not
/// support version 2.0 if it responds with 415 or 400, or if a successful response does not contain the number of
/// stored samples. If a receiver later responds to version 1.0 with 415, the reporter tries version 2.0 again.
///
/// # Outages
///
/// Samples wait in a queue while the receiver does not respond, or responds with 429, 5xx or a redirect. The pauses
/// between attempts grow from 30 milliseconds to 5 seconds; the reporter honors `Retry-After` up to 5 minutes. It sends
/// one request at a time, so samples arrive in order. After a 413, the reporter sends smaller requests, and tries
/// larger requests again later. After any other 4xx, it drops the samples of the request, as the protocol requires.
///
/// During a shutdown, the reporter keeps trying until the time limit. It gives up earlier if no connection was possible
/// for a second, or if the receiver asks for a pause beyond the limit. A queue in a [folder](Self::queue_folder) then
/// keeps its samples for the next start.
///
/// The queue drops its oldest samples when it covers more than the longest [outage](Self::outage), or exceeds its
/// [size](Self::queue_bytes). The metrics of the group `gapless_reporter` count the samples that were sent and dropped,
/// and the log contains the reasons.
#[derive(Debug)]
#[must_use = "a reporter sends nothing until it is added to an instance"]
pub struct RemoteWrite {
    pub(super) settings: Settings,
    pub(super) running: Option<Running>,
    /// The patterns of the subscriptions.
    pub(super) subscribed: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) endpoint: Endpoint,
    job: Option<String>,
    instance: Option<String>,
    external: Vec<(String, String)>,
    pub(super) has_native: bool,
    pub(super) limits: Limits,
    pub(super) bounds: Bounds,
    pub(super) folder: Option<PathBuf>,
}

impl RemoteWrite {
    /// Creates a reporter that sends to exactly this URL, such as `http://localhost:9090/api/v1/write`.
    ///
    /// Prometheus accepts requests if it runs with `--web.enable-remote-write-receiver`.
    pub fn new(endpoint: impl Into<Endpoint>) -> Self {
        let settings = Settings {
            endpoint: endpoint.into(),
            job: None,
            instance: None,
            external: Vec::new(),
            has_native: true,
            limits: Limits { samples: 2_000, bytes: 1 << 20 },
            bounds: Bounds { bytes: 32 << 20, outage: Duration::from_secs(3600) },
            folder: None,
        };
        RemoteWrite { settings, running: None, subscribed: Vec::new() }
    }

    /// Sets the label `job`. By default, it is the name of the program.
    pub fn job(mut self, job: impl Into<String>) -> Self {
        self.settings.job = Some(job.into());
        self
    }

    /// Sets the label `instance`. By default, it is the name of this instance of the program.
    pub fn instance(mut self, instance: impl Into<String>) -> Self {
        self.settings.instance = Some(instance.into());
        self
    }

    /// Adds a label to each series that does not have it.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.external.push((name.into(), value.into()));
        self
    }

    /// Sets whether native histograms are sent in addition to classic buckets. They are sent by default.
    ///
    /// Prometheus before version 3.8 rejects native histograms unless it runs with
    /// `--enable-feature=native-histograms`. The reporter then sends only the classic buckets. It also sends only the
    /// classic buckets to VictoriaMetrics, because VictoriaMetrics would store the count and the sum of a native
    /// histogram a second time.
    pub fn native_histograms(mut self, are_sent: bool) -> Self {
        self.settings.has_native = are_sent;
        self
    }

    /// Sets the largest number of samples in a request. The default is 2000.
    pub fn request_samples(mut self, samples: usize) -> Self {
        self.settings.limits.samples = samples;
        self
    }

    /// Sets the uncompressed size at which a request is complete. The default is 1 MiB.
    pub fn request_bytes(mut self, bytes: usize) -> Self {
        self.settings.limits.bytes = bytes;
        self
    }

    /// Sets the longest outage of the receiver that the queue covers. The default is one hour.
    ///
    /// The queue also needs enough [bytes](Self::queue_bytes) for an outage of this length.
    pub fn outage(mut self, longest: Duration) -> Self {
        self.settings.bounds.outage = longest;
        self
    }

    /// Sets the largest size of the queue. The default is 32 MiB, which is enough for an hour of 10,000 series that are
    /// sent every 15 seconds.
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.settings.bounds.bytes = bytes as u64;
        self
    }

    /// Sets a folder for the files of the queue, so that the queue survives a restart of the program.
    ///
    /// The reporter creates the folder. Each process and each reporter needs a folder of its own. While the disk is
    /// full, samples wait in memory. The files are written through to the disk whenever samples wait for longer than
    /// one report, so that they also survive a power loss.
    ///
    /// ```
    /// use gapless::report::RemoteWrite;
    ///
    /// let remote_write = RemoteWrite::new("http://localhost:9090/api/v1/write").queue_folder("/var/lib/shop/queue");
    /// ```
    pub fn queue_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.settings.folder = Some(folder.into());
        self
    }

    pub(super) fn check_settings(&self, context: &Context) -> Result<(), Failure> {
        let settings = &self.settings;
        settings.endpoint.check()?;
        settings.endpoint.check_path("/api/v1/write")?;
        settings.check_labels(context.labels())?;
        let Limits { samples, bytes } = settings.limits;
        if samples == 0 || bytes == 0 {
            return Err(Failure::new(
                "a request must contain samples; set `request_samples` and `request_bytes` above 0",
            ));
        }
        match &settings.folder {
            Some(folder) if self.running.is_none() => check_folder(folder),
            _ => Ok(()),
        }
    }
}

impl Settings {
    /// Returns the labels that the reporter adds.
    pub(super) fn labels(&self, program: &Program) -> Labels {
        let or = |set: &Option<String>, default: &str| set.clone().unwrap_or_else(|| default.to_owned());
        let job = or(&self.job, program.name());
        let instance = or(&self.instance, program.instance());
        Labels { target: vec![("job", job), ("instance", instance)], external: self.external.clone() }
    }

    fn check_labels(&self, of_instance: &[(String, String)]) -> Result<(), Failure> {
        for (index, (name, _)) in self.external.iter().enumerate() {
            if !is_label(name) {
                let rule = "write letters, digits and `_`, and not `le`, `quantile`, or `__` at the start";
                return Err(Failure::new(format!("`{name}` cannot be the name of a label; {rule}")));
            }
            if matches!(&**name, "job" | "instance") {
                return Err(Failure::new(format!(
                    "the label `{name}` has a setting of its own; set it with `RemoteWrite::{name}`"
                )));
            }
            if self.external[..index].iter().any(|(before, _)| before == name) {
                return Err(Failure::new(format!("the label `{name}` is set twice; remove one of the two")));
            }
        }
        let external = self.external.iter().map(|(name, _)| name.as_str());
        let clash =
            external.chain(["job", "instance"]).find(|name| of_instance.iter().any(|(own, _)| own == name));
        match clash {
            None => Ok(()),
            Some(name) => Err(Failure::new(format!(
                "the instance adds the label `{name}` to every series, and remote write adds it too; remove it from the \
                 instance or from `RemoteWrite`"
            ))),
        }
    }
}

fn is_label(name: &str) -> bool {
    let is_letter = |letter: char| letter == '_' || letter.is_ascii_alphabetic();
    name.starts_with(is_letter)
        && name.chars().all(|letter| is_letter(letter) || letter.is_ascii_digit())
        && !name.starts_with("__")
        && !matches!(name, "le" | "quantile")
}

fn check_folder(folder: &std::path::Path) -> Result<(), Failure> {
    match Folder::open(folder) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::new(format!("cannot use the folder `{}`: {error}", folder.display()))),
    }
}
