//! The formats that a scrape can be answered in.

use gapless_core::Snapshot;

use crate::lines::{About, Lines};
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

/// What a scrape asks of a format.
impl Format {
    /// How many formats there are that differ in what they write.
    pub(crate) const N: usize = 5;

    /// The one of these that this format is.
    pub(crate) fn index(self) -> usize {
        match self {
            Format::Text => 0,
            Format::OpenMetrics { escaping: None | Some(Escaping::Underscores) } => 1,
            Format::OpenMetrics { escaping: Some(Escaping::Dots) } => 2,
            Format::OpenMetrics { escaping: Some(Escaping::Values) } => 3,
            Format::OpenMetrics { escaping: Some(Escaping::AllowUtf8) } => 4,
        }
    }

    /// The lines of a family.
    pub(crate) fn lines(self, about: &About<'_>) -> Lines {
        match self {
            Format::Text => text::lines(about),
            Format::OpenMetrics { escaping } => {
                openmetrics::lines(about, escaping.unwrap_or(Escaping::Underscores))
            }
        }
    }

    /// What comes after all families.
    pub(crate) fn end(self) -> &'static str {
        match self {
            Format::Text => "",
            Format::OpenMetrics { .. } => openmetrics::END,
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
