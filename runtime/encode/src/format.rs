//! The exposition formats.

use crate::about::About;
use crate::family::Family;
use crate::protobuf::Messages;
use crate::{openmetrics, text, Escaping};

/// Appends the escaping to a `Content-Type`.
macro_rules! with_escaping {
    ($escaping:expr, $content_type:literal) => {
        match $escaping {
            Escaping::Underscores => concat!($content_type, "; escaping=underscores"),
            Escaping::Dots => concat!($content_type, "; escaping=dots"),
            Escaping::Values => concat!($content_type, "; escaping=values"),
            Escaping::AllowUtf8 => concat!($content_type, "; escaping=allow-utf-8"),
        }
    };
}

/// An exposition format, with the escaping of names that its `Content-Type` states.
///
/// ```
/// use gapless::encode::Format;
/// use gapless::Registry;
///
/// let format = Format::negotiate(["application/openmetrics-text; version=1.0.0, */*; q=0.5"]);
/// assert_eq!(format, Format::OpenMetrics { escaping: None });
/// assert!(format.content_type().ends_with("; version=1.0.0; charset=utf-8; escaping=underscores"));
/// assert!(format.encode(&Registry::global().gather()).ends_with(b"# EOF\n"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The Prometheus text format 0.0.4, which every reader accepts.
    Text,
    /// The Prometheus text format 1.0.0, in which names can have any characters.
    Text1 {
        /// The escaping of names that the client asks for. `None` means [`Escaping::Underscores`].
        escaping: Option<Escaping>,
    },
    /// OpenMetrics 1.0.0.
    OpenMetrics {
        /// The escaping of names that the client asks for. `None` means [`Escaping::Underscores`].
        escaping: Option<Escaping>,
    },
    /// Protocol buffers: messages `io.prometheus.client.MetricFamily`, each after its length. The only format with
    /// native histograms.
    Protobuf {
        /// The escaping of names.
        escaping: Escaping,
    },
}

impl Format {
    /// Returns the `Content-Type` of a response in this format. All formats except text 0.0.4 state the escaping of
    /// names.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Text => "text/plain; version=0.0.4; charset=utf-8",
            Format::Text1 { .. } => {
                with_escaping!(self.escaping(), "text/plain; version=1.0.0; charset=utf-8")
            }
            Format::OpenMetrics { .. } => {
                with_escaping!(self.escaping(), "application/openmetrics-text; version=1.0.0; charset=utf-8")
            }
            Format::Protobuf { .. } => with_escaping!(
                self.escaping(),
                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
            ),
        }
    }

    /// Returns the escaping of names.
    pub(crate) fn escaping(self) -> Escaping {
        match self {
            Format::Text => text::ESCAPING,
            Format::Text1 { escaping } | Format::OpenMetrics { escaping } => {
                escaping.unwrap_or(Escaping::Underscores)
            }
            Format::Protobuf { escaping } => escaping,
        }
    }
}

/// The properties of a format that a scrape uses.
impl Format {
    /// The number of formats with different output.
    pub(crate) const N: usize = 13;

    /// Returns the index of the format, below [`N`](Self::N).
    pub(crate) fn index(self) -> usize {
        let kind = match self {
            Format::Text => return 0,
            Format::Text1 { .. } => 0,
            Format::OpenMetrics { .. } => 1,
            Format::Protobuf { .. } => 2,
        };
        let escaping = match self.escaping() {
            Escaping::Underscores => 1,
            Escaping::Dots => 2,
            Escaping::Values => 3,
            Escaping::AllowUtf8 => 4,
        };
        kind * 4 + escaping
    }

    /// Returns the writer of a family.
    pub(crate) fn family(self, about: &About<'_>) -> Family {
        match self {
            Format::Text | Format::Text1 { .. } => Family::Lines(text::lines(about, self.escaping())),
            Format::OpenMetrics { .. } => Family::Lines(openmetrics::lines(about, self.escaping())),
            Format::Protobuf { escaping } => Family::Messages(Messages::new(about, escaping)),
        }
    }

    /// Returns the end of a body, after all families.
    pub(crate) fn end(self) -> &'static str {
        match self {
            Format::OpenMetrics { .. } => openmetrics::END,
            _ => "",
        }
    }
}
