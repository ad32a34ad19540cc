//! Catalog lines: the declarations in the file of a program.

use serde::Deserialize;

use super::json::{self, DeclarationJson};
use super::{Catalog, Family};
use crate::error::{Error, ErrorKind};

/// A declaration as the macros write it.
#[derive(Deserialize)]
struct Line {
    name: String,
    r#type: String,
    #[serde(default)]
    help: String,
    unit: Option<String>,
    #[serde(default)]
    group: String,
    #[serde(flatten)]
    declaration: DeclarationJson,
}

impl Catalog {
    /// Reads the lines in the section `gapless` of a program's file. A linker may put NUL bytes between the lines.
    ///
    /// The section has no lines for the metrics of Gapless's core, such as `gapless_series`. This method adds those of
    /// the version that reads the lines, so the catalog is equal to [`declared`](Self::declared) in a program with this
    /// version. Declarations of a type that this version does not know are left out.
    ///
    /// ```
    /// use gapless::artifacts::Catalog;
    ///
    /// let catalog = Catalog::from_lines("{\"name\":\"jobs_total\",\"type\":\"counter\",\"help\":\"Jobs.\"}\n\0\0")?;
    /// assert_eq!(catalog.family("jobs_total")?.help, "Jobs.");
    /// assert!(catalog.find("gapless_series").is_some());
    /// # Ok::<(), gapless::artifacts::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error for a line that is not a declaration.
    pub fn from_lines(text: &str) -> Result<Self, Error> {
        let lines = text.lines().map(|line| line.trim_matches('\0')).filter(|line| !line.is_empty());
        let families: Vec<_> = lines.filter_map(|line| read(line).transpose()).collect::<Result<_, _>>()?;
        Ok(Catalog::new(families.into_iter().chain(Catalog::own_families())))
    }
}

/// Reads a line; `None` if its type is unknown.
fn read(line: &str) -> Result<Option<Family>, Error> {
    let failed = |cause| ErrorKind::Line { line: line.to_owned(), cause };
    let Line { name, r#type, help, unit, group, declaration } = serde_json::from_str(line).map_err(failed)?;
    let family = |kind| {
        let declarations = vec![declaration.into()];
        Family { name, kind, help, unit, group, declarations }
    };
    Ok(json::kind(&r#type).map(family))
}
