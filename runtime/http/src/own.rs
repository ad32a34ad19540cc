//! Metrics and an event about scrapes: the group `gapless_scrape` and [`Scraped`].
//!
//! A scrape changes these metrics. All other metrics of an idle program are equal in two scrapes.

use std::time::{Duration, Instant};

use gapless_core::{Event as _, LabelValue as _, UpDownGuard};
use gapless_encode::Format;
use gapless_macros::{defmetrics, Event, LabelValue};

use crate::limit::Permit;
use crate::refusal::Refusal;

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_scrape"]

    /// Time from the request of a scrape until the response is written; beyond 1 MiB, as fast as the client reads.
    #[buckets(0.001, 0.01, 0.1, 1, 10)]
    histogram scrape_duration_seconds(format: ScrapeProtocol);

    /// Size of the response to a scrape, before compression.
    #[buckets(10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)]
    histogram scrape_size_bytes(format: ScrapeProtocol);

    /// Scrapes in flight, including the current one.
    up_down_counter scrapes_in_flight;

    /// Scrapes that were rejected or interrupted, by reason.
    pub(crate) counter scrapes_refused_total(reason: Refusal);
}

/// The group of these metrics. They are exported once the program has a router.
pub(crate) const GROUP: &str = "gapless_scrape";

/// The event `gapless.scraped`, which is emitted once the response to a scrape is written. The client may not have
/// read all of it.
///
/// ```
/// use gapless::events;
/// use gapless::http::Scraped;
///
/// events::attach::<Scraped<'_>>("slow scrapes", |scrape| {
///     if scrape.duration.as_secs() > 1 {
///         println!("{} took {:?} for {} bytes", scrape.exporter, scrape.duration, scrape.size);
///     }
/// })?;
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug, Event)]
#[event(name = "gapless.scraped", crate = gapless_core)]
#[non_exhaustive]
pub struct Scraped<'a> {
    /// The path of the exporter, such as `/metrics`.
    pub exporter: &'a str,
    /// The format, by its name in Prometheus.
    pub format: &'static str,
    /// The time from the request until the response was written.
    #[event(measure)]
    pub duration: Duration,
    /// The size of the response, before compression.
    #[event(measure = "B")]
    pub size: u64,
}

/// The formats, by their names in the setting `scrape_protocols` of Prometheus.
#[derive(Clone, Copy, LabelValue)]
#[label(crate = gapless_core)]
enum ScrapeProtocol {
    #[label(rename = "PrometheusText0.0.4")]
    Text,
    #[label(rename = "PrometheusText1.0.0")]
    Text1,
    #[label(rename = "OpenMetricsText1.0.0")]
    OpenMetrics,
    #[label(rename = "PrometheusProto")]
    Protobuf,
}

impl ScrapeProtocol {
    fn of(format: Format) -> Self {
        match format {
            Format::Text1 { .. } => ScrapeProtocol::Text1,
            Format::OpenMetrics { .. } => ScrapeProtocol::OpenMetrics,
            Format::Protobuf { .. } => ScrapeProtocol::Protobuf,
            _ => ScrapeProtocol::Text, // all formats are listed
        }
    }
}

impl Refusal {
    /// Counts the rejection.
    pub(crate) fn counted(self) -> Self {
        scrapes_refused_total(self).inc();
        self
    }
}

/// A scrape in flight. It ends when this is dropped.
pub(crate) struct ScrapeInFlight {
    format: Format,
    since: Instant,
    size: u64,
    _guard: UpDownGuard,
    permit: Permit,
}

impl ScrapeInFlight {
    /// Starts a scrape when its request arrives.
    pub(crate) fn new(format: Format, permit: Permit) -> Self {
        let _guard = scrapes_in_flight().guard();
        ScrapeInFlight { format, since: Instant::now(), size: 0, _guard, permit }
    }

    /// Counts written bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
    }

    /// Records that the response is written.
    pub(crate) fn record(&self) {
        let (format, duration) = (ScrapeProtocol::of(self.format), self.since.elapsed());
        scrape_duration_seconds(format).observe(duration);
        scrape_size_bytes(format).observe(self.size);
        let exporter = self.permit.path();
        Scraped { exporter, format: format.as_label(), duration, size: self.size }.emit();
    }
}
