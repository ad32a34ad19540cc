//! Catalogs as JSON files.
//!
//! ```text
//! { "format": 1, "families": [ { "name": "jobs_total", "type": "counter", .., "declarations": [ { .. } ] } ] }
//! ```
//!
//! Not here: the members of a declaration (`declaration`), which catalog lines have too.

mod alert;
mod declaration;

use gapless_core::Kind;
use serde::{Deserialize, Serialize};

pub(super) use self::declaration::DeclarationJson;
use super::{Catalog, Family};
use crate::error::{Error, ErrorKind};

/// The newest format that this version reads, and the format that it writes.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct CatalogJson {
    format: u32,
    #[serde(default)]
    families: Vec<FamilyJson>,
}

#[derive(Serialize, Deserialize)]
struct FamilyJson {
    name: String,
    r#type: String,
    #[serde(default)]
    help: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(default)]
    group: String,
    #[serde(default)]
    declarations: Vec<DeclarationJson>,
}

/// The format of a file, whatever else is in it.
#[derive(Deserialize)]
struct FormatJson {
    format: u32,
}

impl Catalog {
    /// Returns the catalog as JSON, for files that [`from_json`](Self::from_json) reads.
    ///
    /// Equal catalogs have equal JSON: families, declarations and members are in a fixed order.
    ///
    /// ```
    /// use gapless::artifacts::Catalog;
    ///
    /// let catalog = Catalog::declared();
    /// assert_eq!(Catalog::from_json(&catalog.to_json())?, catalog);
    /// # Ok::<(), gapless::artifacts::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let families = self.families.iter().map(FamilyJson::from).collect();
        let json = serde_json::to_string_pretty(&CatalogJson { format: FORMAT, families });
        json.expect("the keys of all maps are strings") + "\n"
    }

    /// Reads a catalog from JSON.
    ///
    /// Files of older and newer versions can be read: missing members get their defaults, and unknown members are
    /// ignored. Families of an unknown type, and alerts with an unknown measure or comparison, are left out. The member
    /// `format` rises only when older versions would misread a file.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not a catalog, or if its format is newer than this version.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let FormatJson { format } = serde_json::from_str(text).map_err(ErrorKind::Json)?;
        if format > FORMAT {
            return Err(ErrorKind::Format { format, newest: FORMAT }.into());
        }
        let CatalogJson { families, .. } = serde_json::from_str(text).map_err(ErrorKind::Json)?;
        Ok(Catalog::new(families.into_iter().filter_map(FamilyJson::family)))
    }
}

impl From<&Family> for FamilyJson {
    fn from(of: &Family) -> Self {
        FamilyJson {
            name: of.name.clone(),
            r#type: of.kind.as_str().to_owned(),
            help: of.help.clone(),
            unit: of.unit.clone(),
            group: of.group.clone(),
            declarations: of.declarations.iter().map(DeclarationJson::from).collect(),
        }
    }
}

impl FamilyJson {
    /// Returns the family; `None` if its type is unknown.
    fn family(self) -> Option<Family> {
        Some(Family {
            kind: kind(&self.r#type)?,
            name: self.name,
            help: self.help,
            unit: self.unit,
            group: self.group,
            declarations: self.declarations.into_iter().map(Into::into).collect(),
        })
    }
}

/// Returns the type with a name.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let all = [
        Kind::Counter,
        Kind::Gauge,
        Kind::UpDownCounter,
        Kind::Histogram,
        Kind::Summary,
        Kind::StateSet,
        Kind::Info,
    ];
    all.into_iter().find(|kind| kind.as_str() == name)
}
