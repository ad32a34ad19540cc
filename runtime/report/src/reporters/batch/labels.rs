//! Labels of series as text.

use std::fmt;

use gapless_core::Series;

/// Writes the labels of a series, such as `method="GET",route="/"`. Control characters are escaped.
pub(crate) struct Labels<'a>(pub(crate) &'a Series);

impl fmt::Display for Labels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.0.labels.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{name}={value:?}")?;
        }
        Ok(())
    }
}
