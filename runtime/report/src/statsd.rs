//! The reporter for StatsD and DogStatsD: `lines` contains the lines of a batch, `ledger` the counts that were sent,
//! and `socket` sends packets.

mod distribution;
mod ledger;
mod lines;
mod name;
mod series;
mod socket;

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use self::ledger::Ledgers;
use self::lines::Lines;
use self::name::Style;
use self::series::Layout;
use self::socket::{Address, Socket};
use crate::reporters::{Batch, Context, Failure, Progress, Reporter};

/// Sends metrics to a StatsD or DogStatsD server, in packets over UDP or a Unix socket.
///
/// ```no_run
/// use std::time::Duration;
///
/// use gapless::report::{every, StatsD};
///
/// # async fn run() -> Result<(), gapless::instance::Error> {
/// let agent = StatsD::new("unix:///var/run/datadog/dsd.socket").dogstatsd(true).prefix("shop");
/// let metrics = gapless::builder().reporter(agent, every(Duration::from_secs(10))).start().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Lines
///
/// | metric | line |
/// |---|---|
/// | counter | the increase, such as `shop.logins_total:3\|c` |
/// | gauge, up-down counter, info | the value, such as `shop.visitors:12\|g` |
/// | state set | 1 for the current state and 0 for the others, as gauges |
/// | histogram, summary | the increases of the count and the sum, as the counters `shop.latency_seconds.count` and `.sum` |
/// | histogram with [`distributions`](Self::distributions) | the observations, such as `shop.latency_seconds:0.15\|d\|@0.25` |
///
/// The mean, the quantiles and the windows that the subscription selects are sent as gauges. Their names end with the
/// datapoint, such as `shop.latency_seconds.p99_9`. Rates are not sent, because a server computes rates itself.
///
/// Plain StatsD has no labels, so names contain the name and the value of each label, such as
/// `shop.http_requests_total.method.GET`. DogStatsD has tags, such as `|#method:GET`. In names, all bytes other than
/// letters, digits, `_`, `-` and `.` become `_`. In the values of tags, `|`, `,` and control characters become `_`.
/// Plain StatsD adds a number with a sign to the gauge, so the reporter sends a zero before a negative value, in the
/// same packet. NaN and infinities are not sent.
///
/// Durations are in seconds. The type `ms` of StatsD is not used.
///
/// # Exact counts and estimates
///
/// Counters, counts and sums are exact: each increase is the difference from the last value that was sent. If a packet
/// cannot be sent, or if the queue drops a batch, the next packet contains the missing increases too. The network may
/// still lose a packet without an error. If a receiver on another machine refuses packets, the reporter learns this
/// only after it has sent some of them. It then sends all packets of the batch again.
///
/// Distributions have exact counts, but their values are estimates: an observation is sent as the middle of its bucket,
/// or as the largest bound if it is above all bounds. Quantiles are as exact as the buckets.
#[derive(Debug)]
#[must_use = "a reporter sends nothing until it is added to an instance"]
pub struct StatsD {
    address: String,
    layout: Layout,
    mtu: Option<usize>,
    socket: Option<Socket>,
    attempts: usize,
    /// The size of the largest packet. It shrinks when the system refuses a size.
    largest: usize,
    ledgers: Ledgers,
    lines: Lines,
    progress: Option<Progress>,
}

/// The smallest MTU that a program can set. Smaller packets would have no room for a line.
const MIN_MTU: usize = 64;

/// The time in which the system must take a packet.
const LIMIT: Duration = Duration::from_secs(5);

impl StatsD {
    /// Creates the reporter for a server: `localhost:8125` or `udp://localhost:8125` over UDP, and
    /// `unix:///var/run/datadog/dsd.socket` over a Unix datagram socket.
    pub fn new(address: impl Into<String>) -> Self {
        StatsD {
            address: address.into(),
            layout: Layout { style: Style::Plain, prefix: String::new(), distributions: false },
            mtu: None,
            socket: None,
            attempts: 0,
            largest: usize::MAX,
            ledgers: Ledgers::default(),
            lines: Lines::default(),
            progress: None,
        }
    }

    /// Sets whether lines have the format of DogStatsD, in which labels are tags. Datadog's agent, Telegraf, Vector and
    /// Prometheus' `statsd_exporter` support this format.
    pub fn dogstatsd(mut self, dogstatsd: bool) -> Self {
        self.layout.style = if dogstatsd { Style::Dog } else { Style::Plain };
        self
    }

    /// Sets whether histograms are sent as distributions, from which the server computes quantiles over all instances.
    /// Only DogStatsD has this type.
    pub fn distributions(mut self, distributions: bool) -> Self {
        self.layout.distributions = distributions;
        self
    }

    /// Sets the first segments of all names, separated by dots.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.layout.prefix = prefix.into();
        self
    }

    /// Sets the largest size of a packet. The default is 1432 bytes over UDP, which fit into an Ethernet frame, and
    /// 8192 bytes over a Unix socket.
    ///
    /// A line is never split. A line that is longer than a packet is dropped and counted in
    /// `gapless_reporter_dropped_total`. If the operating system refuses the size of a packet, packets become smaller.
    pub fn mtu(mut self, bytes: usize) -> Self {
        self.mtu = Some(bytes);
        self
    }

    async fn open(&mut self) -> Result<(), Failure> {
        let address: Address = self.address.parse()?;
        let socket = Socket::open(&address, self.attempts).await.map_err(|error| {
            Failure::new(format!("could not open a socket to StatsD at `{}`: {error}", self.address))
        })?;
        let mtu = self.mtu.unwrap_or(address.mtu());
        self.largest = self.largest.min(mtu);
        self.socket = Some(socket);
        Ok(())
    }

    /// Sends all lines, and acknowledges those that were sent. Returns how many were sent and dropped.
    async fn flush(&mut self, socket: &Socket) -> (u64, u64, io::Result<()>) {
        let (mut sent, mut dropped, mut next) = (0, 0, 0);
        while next < self.lines.len() {
            let packet = self.lines.packet(next, self.largest);
            if packet.is_empty() {
                self.report_long(next);
                (dropped, next) = (dropped + 1, next + 1);
                continue;
            }
            match socket.send(self.lines.text(&packet), LIMIT).await {
                Ok(()) => {
                    self.lines.deltas(&packet).for_each(|delta| self.ledgers.acknowledge(delta));
                    sent += packet.len() as u64;
                    next = packet.end;
                }
                Err(error) if socket::is_too_large(&error) => {
                    let size = self.lines.text(&packet).len();
                    self.largest = if packet.len() > 1 { size / 2 } else { size - 1 };
                }
                Err(error) => return (sent, dropped, Err(error)),
            }
        }
        (sent, dropped, Ok(()))
    }

    fn report_long(&self, line: usize) {
        let text = String::from_utf8_lossy(self.lines.text(&(line..line + 1)));
        let name = text.split(':').next().unwrap_or_default();
        tracing::debug!(target: "gapless", "a line of StatsD for `{name}` is longer than {} bytes", self.largest);
    }

    /// Marks the last batch as not sent if the receiver refused it.
    fn refused(&mut self, error: &io::Error) {
        if error.kind() == io::ErrorKind::ConnectionRefused {
            self.ledgers.roll_back();
            self.attempts += 1; // `localhost` may have several addresses
        }
    }

    fn count(&self, sent: u64, dropped: u64) {
        let Some(progress) = &self.progress else { return };
        if sent > 0 {
            progress.sent(sent);
        }
        if dropped > 0 {
            progress.dropped(dropped);
        }
    }
}

impl Reporter for StatsD {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        if self.socket.is_none() {
            self.open().await?;
        }
        let Some(socket) = self.socket.take() else { return Ok(()) };
        // The answer to a packet of the last batch may have come since.
        if let Some(error) = socket.take_error() {
            self.refused(&error);
            self.progress.iter().for_each(Progress::failed);
        }
        let lost = self.layout.write(batch, &mut self.ledgers, &mut self.lines);
        let (sent, dropped, result) = self.flush(&socket).await;
        self.count(sent, dropped + lost);
        match result {
            Ok(()) => {
                self.socket = Some(socket);
                Ok(())
            }
            Err(error) => {
                self.refused(&error);
                Err(Failure::new(format!("could not send to StatsD at `{}`: {error}", self.address)))
            }
        }
    }

    fn name(&self) -> Cow<'static, str> {
        "statsd".into()
    }

    fn check(&self, _: &Context) -> Result<(), Failure> {
        self.address.parse::<Address>()?;
        if self.layout.distributions && matches!(self.layout.style, Style::Plain) {
            return Err(Failure::new("plain StatsD has no distributions; add `.dogstatsd(true)`"));
        }
        if let Some(mtu) = self.mtu.filter(|mtu| *mtu < MIN_MTU) {
            return Err(Failure::new(format!(
                "an MTU of {mtu} bytes is too small; write at least {MIN_MTU}"
            )));
        }
        name::check_prefix(&self.layout.prefix)
    }

    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        self.progress = Some(context.progress());
        Ok(())
    }
}
