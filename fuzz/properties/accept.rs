//! For every `Accept` header, a client gets a format that it allows, or text 0.0.4. A malformed element never hides
//! another.
//!
//! An input contains the lines of the header.

use std::mem::discriminant;

use gapless::encode::{Escaping, Format};

/// One format of each kind.
const FORMATS: [Format; 4] = [
    Format::Text,
    Format::Text1 { escaping: Some(Escaping::AllowUtf8) },
    Format::OpenMetrics { escaping: Some(Escaping::Underscores) },
    Format::Protobuf { escaping: Escaping::Dots },
];

pub(crate) fn check(input: &[u8]) {
    let header = Header(input.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect());
    let format = header.format();
    assert_eq!(Format::negotiate([header.0.join(&b" ,\t"[..])]), format, "several lines are one header");
    if format != Format::Text {
        assert!(header.names(format), "{format:?} was not asked for");
        let other = header.and(&header.clause(format, "0")).format();
        assert_ne!(discriminant(&other), discriminant(&format), "{format:?} is excluded");
    }
    let answers = FORMATS.map(|wanted| header.and(&header.clause(wanted, "1")).format());
    assert_eq!(
        answers, FORMATS,
        "each was asked for with the highest quality, whatever is malformed beside it"
    );
}

/// Returns the lines of the header.
struct Header(Vec<Vec<u8>>);

impl Header {
    fn format(&self) -> Format {
        Format::negotiate(&self.0)
    }

    /// Adds a clause to the header.
    fn and(&self, clause: &str) -> Self {
        let lines = self.0.iter().cloned().chain([clause.to_owned().into_bytes()]);
        Header(lines.collect())
    }

    /// Returns a clause for this format that is more specific than all clauses of the header.
    fn clause(&self, format: Format, quality: &str) -> String {
        let n_parameters = self.0.iter().flatten().filter(|byte| **byte == b';').count();
        format!("{}{}; q={quality}", format.content_type(), "; x=y".repeat(n_parameters + 1))
    }

    /// Returns whether the header contains the type of a format, or a wildcard.
    fn names(&self, format: Format) -> bool {
        let content_type = format.content_type();
        let name = content_type.split(';').next().unwrap_or_default().as_bytes();
        let has = |text: &[u8]| {
            let mut places = self.0.iter().flat_map(|line| line.windows(text.len()));
            places.any(|place| place.eq_ignore_ascii_case(text))
        };
        has(name) || has(b"*")
    }
}
