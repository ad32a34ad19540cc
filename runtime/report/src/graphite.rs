//! The reporter for Graphite: `path` writes the lines, and `connection` sends them.

mod connection;
mod path;
mod unsent;

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use self::connection::{Connection, State};
use self::path::Style;
use self::unsent::Unsent;
use crate::reporters::{Batch, Context, Failure, Progress, Reporter};

/// The time before the limit of a stop at which the reporter gives up, so that the failure is known in time.
const MARGIN: Duration = Duration::from_millis(100);

/// Sends datapoints to Graphite, in its plaintext protocol over TCP.
///
/// VictoriaMetrics, Grafana Mimir's Graphite proxy and other databases accept this protocol too.
///
/// ```no_run
/// use std::time::Duration;
///
/// use gapless::report::{every, Graphite};
///
/// # async fn run() -> Result<(), gapless::instance::Error> {
/// let graphite = Graphite::new("graphite.example.com:2003").prefix("shop.web-1");
/// let metrics = gapless::builder().reporter(graphite, every(Duration::from_secs(10))).start().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Lines
///
/// A line contains a path, a number, and the time of the batch in seconds. The path contains the prefix, the metric,
/// the name and the value of each label, and the datapoint:
///
/// ```text
/// shop.web-1.http_requests_total.method.GET.rate 12.5 1764000000
/// ```
///
/// With [`tagged`](Self::tagged), labels are tags, which Graphite has since version 1.1:
///
/// ```text
/// shop.web-1.http_requests_total.rate;method=GET 12.5 1764000000
/// ```
///
/// A byte that Graphite does not allow is written as `%` and two hexadecimal digits, so different labels have
/// different paths. A dot in the name of a datapoint becomes an underscore: `p99.9` is written as `p99_9`. NaN and
/// infinities are not sent. Durations are in seconds.
///
/// # Failures
///
/// The connection stays open between batches. If the server closes the connection, the reporter connects again. Lines
/// that could not be sent are kept and sent with the next batch. The reporter keeps at most 4 MiB of lines: it drops
/// the oldest lines and counts them in `gapless_reporter_dropped_total`. The protocol has no confirmation, so lines
/// that the operating system had already accepted are lost if the server fails. If the server closes a connection
/// before it has read all lines, the reporter counts a failure. A line that is sent twice has the same time, and
/// Graphite stores only one of the two.
#[derive(Debug)]
#[must_use = "a reporter sends nothing until it is added to an instance"]
pub struct Graphite {
    address: String,
    prefix: String,
    style: Style,
    timeout: Duration,
    connection: Option<Connection>,
    unsent: Unsent,
    progress: Option<Progress>,
}

impl Graphite {
    /// Creates the reporter for a server, such as `localhost:2003`.
    pub fn new(address: impl Into<String>) -> Self {
        Graphite {
            address: address.into(),
            prefix: String::new(),
            style: Style::Path,
            timeout: Duration::from_secs(10),
            connection: None,
            unsent: Unsent::default(),
            progress: None,
        }
    }

    /// Sets the first segments of all paths, separated by dots. They usually name the program and the machine, because
    /// Graphite does not add these names.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets whether labels are tags. By default, they are segments of the path.
    pub fn tagged(mut self, tagged: bool) -> Self {
        self.style = if tagged { Style::Tags } else { Style::Path };
        self
    }

    /// Sets the limit for connecting, and for sending the lines of a batch. The default is 10 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn append(&mut self, batch: &Batch) {
        let time = batch.time().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        for point in batch.points().filter(|point| point.value().is_finite()) {
            self.unsent.push(|out| self.style.write_line(&self.prefix, &point, time, out));
        }
        let dropped = self.unsent.shrink();
        if let Some(progress) = self.progress.as_ref().filter(|_| dropped > 0) {
            progress.dropped(dropped);
        }
    }

    /// Sends all lines, with a second attempt if the server had closed the connection.
    async fn send(&mut self) -> Result<(), Failure> {
        let open = match self.send_on_open().await {
            Some(open) => open,
            None => self.send_on_new().await?,
        };
        self.connection = Some(open);
        let sent = self.unsent.clear();
        if let Some(progress) = &self.progress {
            progress.sent(sent);
        }
        Ok(())
    }

    /// Counts the lines that are lost at the end.
    fn lost(&mut self, error: &Failure) -> Failure {
        let lines = self.unsent.clear();
        self.progress.iter().for_each(|progress| progress.dropped(lines));
        Failure::new(format!("{lines} lines could not be sent: {error}"))
    }

    async fn send_on_open(&mut self) -> Option<Connection> {
        let mut open = self.connection.take()?;
        let state = open.state().await;
        if let Some(progress) = self.progress.as_ref().filter(|_| state == State::Reset) {
            progress.failed();
        }
        let is_sent = state == State::Open && open.send(self.unsent.text(), self.timeout).await.is_ok();
        is_sent.then_some(open)
    }

    async fn send_on_new(&self) -> Result<Connection, Failure> {
        let mut new = Connection::open(&self.address, self.timeout).await?;
        new.send(self.unsent.text(), self.timeout).await?;
        Ok(new)
    }
}

impl Reporter for Graphite {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        self.append(batch);
        self.send().await
    }

    fn name(&self) -> Cow<'static, str> {
        "graphite".into()
    }

    fn check(&self, _: &Context) -> Result<(), Failure> {
        connection::check(&self.address)?;
        path::check_prefix(&self.prefix)
    }

    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        self.progress = Some(context.progress());
        Ok(())
    }

    async fn stop(&mut self, limit: Duration) -> Result<(), Failure> {
        let limit = limit.saturating_sub(MARGIN);
        if !self.unsent.text().is_empty() {
            let too_slow = |_| Err(Failure::new(format!("no answer within {limit:?}")));
            let sent = timeout(limit, self.send()).await.unwrap_or_else(too_slow);
            sent.map_err(|error| self.lost(&error))?;
        }
        match self.connection.take() {
            Some(open) => Ok(open.close(self.timeout.min(limit)).await?),
            None => Ok(()),
        }
    }
}
