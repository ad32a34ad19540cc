//! The formats that a scrape can be answered in.

use gapless_core::Snapshot;

use crate::{openmetrics, text};

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
        /// What the client asked to be told about names, if it asked.
        escaping: Option<Escaping>,
    },
}

/// What becomes of names outside `[a-zA-Z_:][a-zA-Z0-9_:]*`.
///
/// No such name can be declared, so an escaping changes nothing but the `Content-Type`. The scheme `dots` is not here
/// for the same reason: it doubles the underscores of names that need no escaping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Escaping {
    /// Each other character is `_`.
    Underscores,
    /// Each other character is its code point.
    Values,
    /// Names are in quotes, as they are.
    AllowUtf8,
}

impl Escaping {
    /// The escaping that a client calls so.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "underscores" => Some(Escaping::Underscores),
            "values" => Some(Escaping::Values),
            "allow-utf-8" => Some(Escaping::AllowUtf8),
            _ => None,
        }
    }
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
            Format::OpenMetrics { .. } => openmetrics::encode(snapshot),
        }
    }
}

fn openmetrics_type(escaping: Escaping) -> &'static str {
    match escaping {
        Escaping::Underscores => {
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"
        }
        Escaping::Values => "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=values",
        Escaping::AllowUtf8 => {
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8"
        }
    }
}
