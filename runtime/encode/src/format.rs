//! The formats that a scrape can be answered in.

use gapless_core::Snapshot;

use crate::{openmetrics, text, Escaping};

/// A format, with all that its `Content-Type` says.
///
/// ```
/// use gapless_core::Registry;
/// use gapless_encode::Format;
///
/// let format = Format::negotiate(["application/openmetrics-text; version=1.0.0, */*; q=0.5"]);
/// assert_eq!(format, Format::OpenMetrics { escaping: None });
/// assert_eq!(format.content_type(), "application/openmetrics-text; version=1.0.0; charset=utf-8");
/// assert!(format.encode(&Registry::global().gather()).ends_with("# EOF\n"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The Prometheus text format 0.0.4, which everything reads.
    Text,
    /// OpenMetrics 1.0.0.
    OpenMetrics {
        /// What the client asked to be told about names, if it asked; [`Escaping::Underscores`] if not.
        escaping: Option<Escaping>,
    },
}

impl Format {
    /// The `Content-Type` of an answer in this format.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Text => text::CONTENT_TYPE,
            Format::OpenMetrics { escaping: None } => openmetrics::CONTENT_TYPE,
            Format::OpenMetrics { escaping: Some(escaping) } => openmetrics_type(escaping),
        }
    }

    /// Writes a snapshot in this format.
    #[must_use]
    pub fn encode(self, snapshot: &Snapshot) -> String {
        match self {
            Format::Text => text::encode(snapshot),
            Format::OpenMetrics { escaping } => {
                openmetrics::encode(snapshot, escaping.unwrap_or(Escaping::Underscores))
            }
        }
    }
}

fn openmetrics_type(escaping: Escaping) -> &'static str {
    match escaping {
        Escaping::Underscores => {
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"
        }
        Escaping::Dots => "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=dots",
        Escaping::Values => "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=values",
        Escaping::AllowUtf8 => {
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8"
        }
    }
}
