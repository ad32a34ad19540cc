//! What is exported of scrapes themselves, the group `gapless_scrape`, and the event that tells of each.
//!
//! To read these changes them. So they are what differs between two scrapes of an idle program, and nothing else does.

use std::time::{Duration, Instant};

use gapless_core::{Event as _, LabelValue as _, UpDownGuard};
use gapless_encode::Format;
use gapless_macros::{defmetrics, Event, LabelValue};

use crate::limit::Place;
use crate::refusal::Refusal;

defmetrics! {
    #![crate = gapless_core]
    #![namespace = "gapless"]
    #![group = "gapless_scrape"]

    /// Time from a scrape's request until its answer is written; what is longer than 1 MiB is written as fast as the client
    /// reads.
    #[buckets(0.001, 0.01, 0.1, 1, 10)]
    histogram scrape_duration_seconds(format: ScrapeProtocol);

    /// Size of a scrape's answer, before it is compressed.
    #[buckets(10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)]
    histogram scrape_size_bytes(format: ScrapeProtocol);

    /// Scrapes that are being answered, of which the one that asks is one.
    up_down_counter scrapes_in_flight;

    /// Scrapes that were refused, or broken off, by why they were.
    pub(crate) counter scrapes_refused_total(reason: Refusal);
}

/// The group of these metrics, which are exported once there is a router.
pub(crate) const GROUP: &str = "gapless_scrape";

/// The event that a scrape was answered, `gapless.scraped`: its body is written, whether or not the client has read all of it.
///
/// ```
/// use gapless_core::events;
/// use gapless_http::Scraped;
///
/// events::attach::<Scraped<'_>>("slow scrapes", |scrape| {
///     if scrape.duration.as_secs() > 1 {
///         println!("{} took {:?} for {} bytes", scrape.exporter, scrape.duration, scrape.size);
///     }
/// })?;
/// # Ok::<(), gapless_core::Error>(())
/// ```
#[derive(Clone, Debug, Event)]
#[event(name = "gapless.scraped", crate = gapless_core)]
#[non_exhaustive]
pub struct Scraped<'a> {
    /// The path of the exporter, such as `/metrics`.
    pub exporter: &'a str,
    /// The format, by the name that Prometheus has for it.
    pub format: &'static str,
    /// The time from the request until all was written.
    #[event(measure)]
    pub duration: Duration,
    /// How much that was, before it was compressed.
    #[event(measure = "B")]
    pub size: u64,
}

/// The formats, by the names that Prometheus has for them in its setting `scrape_protocols`.
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
            _ => ScrapeProtocol::Text, // there is no other
        }
    }
}

/// A scrape, which is in flight, and has its place, until this is dropped.
pub(crate) struct ScrapeInFlight {
    format: Format,
    since: Instant,
    size: u64,
    _guard: UpDownGuard,
    place: Place,
}

impl ScrapeInFlight {
    /// One whose request has come.
    pub(crate) fn new(format: Format, place: Place) -> Self {
        let _guard = scrapes_in_flight().guard();
        ScrapeInFlight { format, since: Instant::now(), size: 0, _guard, place }
    }

    /// So much more is written.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
    }

    /// All is written.
    pub(crate) fn record(&self) {
        let (format, duration) = (ScrapeProtocol::of(self.format), self.since.elapsed());
        scrape_duration_seconds(format).observe(duration);
        scrape_size_bytes(format).observe(self.size);
        let exporter = self.place.path();
        Scraped { exporter, format: format.as_label(), duration, size: self.size }.emit();
    }
}
