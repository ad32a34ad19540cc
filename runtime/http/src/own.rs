//! What is exported of scrapes themselves: the group `gapless_scrape`.
//!
//! To read these changes them. So they are what differs between two scrapes of an idle program, and nothing else does.

use std::time::Instant;

use gapless_core::UpDownGuard;
use gapless_encode::Format;
use gapless_macros::{defmetrics, LabelValue};

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
    _place: Place,
}

impl ScrapeInFlight {
    /// One whose request has come.
    pub(crate) fn new(format: Format, place: Place) -> Self {
        let _guard = scrapes_in_flight().guard();
        ScrapeInFlight { format, since: Instant::now(), size: 0, _guard, _place: place }
    }

    /// So much more is written.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
    }

    /// All is written.
    pub(crate) fn record(&self) {
        let format = ScrapeProtocol::of(self.format);
        scrape_duration_seconds(format).observe(self.since.elapsed());
        scrape_size_bytes(format).observe(self.size);
    }
}
