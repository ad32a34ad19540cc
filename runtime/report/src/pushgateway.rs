//! The reporter for the Prometheus Pushgateway.

mod group;

use std::fmt;
use std::time::Duration;

use gapless_core::FamilySnapshot;
use gapless_encode::Format;
use http::{Method, StatusCode};

use self::group::Group;
use crate::client::{Answer, Endpoint};
use crate::exposition::Sender;
use crate::reporters::{Batch, Context, Failure, Interval, Progress, Reporter, Subscription};

/// Pushes all metrics to a group of a Prometheus Pushgateway.
///
/// ```no_run
/// use std::time::Duration;
///
/// use gapless::report::{every, Pushgateway};
///
/// # async fn run() -> Result<(), gapless::instance::Error> {
/// let push = Pushgateway::new("http://localhost:9091").job("nightly_import").label("shard", "7");
/// let metrics = gapless::builder().reporter(push, every(Duration::from_secs(30))).start().await?;
/// // .. run the job ..
/// metrics.shutdown().await; // pushes the last values
/// # Ok(())
/// # }
/// ```
///
/// The Pushgateway keeps the values of jobs that end before Prometheus can scrape them. It keeps these values forever:
/// after a program has ended, its metrics look as if the program were still running. Therefore, subscribe only to
/// metrics that describe the result of the job, such as `shop_*`, and not to metrics of the process. Alternatively, set
/// [`delete_at_stop`](Self::delete_at_stop).
///
/// # The group
///
/// The label `job`, which is the name of the program by default, and further [labels](Self::label) identify a group.
/// Programs that push to the same group replace each other's values. Several instances of a program need a label that
/// differs, such as `instance`: see [`by_instance`](Self::by_instance).
///
/// If a series has a label that is also a label of the group, the Pushgateway would overwrite it. The reporter does not
/// push such metrics, and the failure names them.
///
/// # Replaced values
///
/// Each push replaces all metrics of the group, so that removed series disappear. If subscriptions have different
/// intervals, use [`post`](Self::post), which replaces only the metrics that a push contains.
#[derive(Clone, Debug)]
#[must_use = "a reporter sends nothing until it is added to an instance"]
pub struct Pushgateway {
    sender: Sender,
    method: Method,
    job: Option<String>,
    labels: Vec<(String, String)>,
    is_by_instance: bool,
    deletes: bool,
    intervals: Vec<Interval>,
    started: Option<Started>,
}

/// The facts of a reporter that has started.
#[derive(Clone, Debug)]
struct Started {
    group: Group,
    progress: Progress,
}

impl Pushgateway {
    /// Creates a reporter for a Pushgateway at a URL such as `http://localhost:9091`. The reporter adds `/metrics` and
    /// the group to the URL.
    pub fn new(endpoint: impl Into<Endpoint>) -> Self {
        Pushgateway {
            sender: Sender::new(endpoint.into()),
            method: Method::PUT,
            job: None,
            labels: Vec::new(),
            is_by_instance: false,
            deletes: false,
            intervals: Vec::new(),
            started: None,
        }
    }

    /// Sets the label `job` of the group. By default, it is the name of the program.
    pub fn job(mut self, job: impl Into<String>) -> Self {
        self.job = Some(job.into());
        self
    }

    /// Adds a label to the group. Its value may be any string.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Sets whether the group has the label `instance`, whose value is the name of this instance of the program. By
    /// default, the group does not have it.
    pub fn by_instance(mut self, is_by_instance: bool) -> Self {
        self.is_by_instance = is_by_instance;
        self
    }

    /// Pushes with the method POST, which keeps the metrics of the group that the push does not contain.
    pub fn post(mut self) -> Self {
        self.method = Method::POST;
        self
    }

    /// Sets whether the request is compressed with gzip. By default, it is not compressed.
    pub fn gzip(mut self, compresses: bool) -> Self {
        self.sender.compresses = compresses;
        self
    }

    /// Sets whether a shutdown of the program deletes the group. By default, the Pushgateway keeps the last values.
    pub fn delete_at_stop(mut self, deletes: bool) -> Self {
        self.deletes = deletes;
        self
    }

    /// Returns the group of a program.
    fn group(&self, context: &Context) -> Result<Group, Failure> {
        let program = context.program();
        let instance = self.is_by_instance.then(|| ("instance".to_owned(), program.instance().to_owned()));
        let labels = self.labels.iter().cloned().chain(instance).collect();
        Group::new(self.job.as_deref().unwrap_or(program.name()), labels, context)
    }

    /// Checks that a push of one interval does not remove the metrics of another one.
    fn check_intervals(&self) -> Result<(), Failure> {
        let has_several = self.intervals.windows(2).any(|two| two[0] != two[1]);
        if has_several && self.method == Method::PUT {
            return Err(Failure::new(SEVERAL_INTERVALS));
        }
        Ok(())
    }
}

const SEVERAL_INTERVALS: &str =
    "a push replaces all metrics of the group, but subscriptions have different intervals; use \
                                 `Pushgateway::post`, or one interval";
const NOT_STARTED: &str = "the reporter has not started; call `Reporter::start` first";

impl Reporter for Pushgateway {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        self.check_intervals()?;
        let Started { group, progress } = self.started.clone().ok_or_else(|| Failure::new(NOT_STARTED))?;
        let (families, left_out): (Vec<_>, Vec<_>) =
            batch.families().partition(|family| group.overwritten(family).is_none());
        let body = Format::Text.encode_families(families.iter().copied(), []);
        let answer = self.sender.send(self.method.clone(), group.path(), (Format::Text, body)).await?;
        accepted(answer)?;
        progress.sent(series_count(&families));
        progress.dropped(series_count(&left_out));
        match left_out.first().and_then(|family| Some((family, group.overwritten(family)?))) {
            None => Ok(()),
            Some((family, label)) => Err(LeftOut {
                metric: family.name.to_string(),
                label: label.to_owned(),
                others: left_out.len() - 1,
            }
            .into()),
        }
    }

    fn check(&self, context: &Context) -> Result<(), Failure> {
        self.sender.check()?;
        self.sender.endpoint().check_base(group::before_metrics)?;
        self.group(context).map(drop)
    }

    fn sends_datapoints(&self) -> bool {
        false
    }

    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        self.started = Some(Started { group: self.group(context)?, progress: context.progress() });
        Ok(self.sender.restart()?)
    }

    fn subscribed(&mut self, subscription: &Subscription) {
        self.intervals.push(subscription.interval_of_reports().clone());
    }

    fn unsubscribed(&mut self, subscription: &Subscription) {
        let ended = subscription.interval_of_reports();
        if let Some(index) = self.intervals.iter().position(|interval| interval == ended) {
            self.intervals.remove(index);
        }
    }

    async fn stop(&mut self, limit: Duration) -> Result<(), Failure> {
        let Some(started) = self.started.take().filter(|_| self.deletes) else { return Ok(()) };
        accepted(self.sender.send_empty(Method::DELETE, started.group.path(), limit).await?)
    }
}

fn series_count(families: &[&FamilySnapshot]) -> u64 {
    families.iter().map(|family| family.series.len() as u64).sum()
}

const INCONSISTENT: &str =
    "a metric has the same type in all groups of a Pushgateway: rename the metric, or delete the other group";

/// Returns an error if a Pushgateway rejects a request.
fn accepted(answer: Answer) -> Result<(), Failure> {
    match answer.success() {
        Ok(_) => Ok(()),
        Err(error) if error.status == StatusCode::BAD_REQUEST => Err(error.with_remedy(INCONSISTENT).into()),
        Err(error) => Err(error.into()),
    }
}

/// Metrics that were not pushed, because labels of theirs are labels of the group.
#[derive(Debug)]
struct LeftOut {
    metric: String,
    label: String,
    others: usize,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the metric `{}`", self.metric)?;
        match self.others {
            0 => {}
            1 => f.write_str(" and 1 other")?,
            others => write!(f, " and {others} others")?,
        }
        write!(
            f,
            " cannot be pushed, because the label `{}` is also a label of the group, which would overwrite it; rename the label of \
             the group, or subscribe to other metrics",
            self.label
        )
    }
}

impl std::error::Error for LeftOut {}
