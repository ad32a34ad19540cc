//! The description of a family, which is the same for all of its series.

use gapless_core::{Descriptor, FamilySnapshot, Kind, Value};
use gapless_encode::Export;
use serde::Serialize;

/// The description of a family, as messages have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct About {
    /// The exported name.
    pub(crate) name: String,
    #[serde(rename = "type", serialize_with = "kind")]
    pub(crate) kind: Kind,
    pub(crate) help: String,
    pub(crate) unit: Option<String>,
    pub(crate) group: String,
    /// The number of a declared family; `None` for a family of a source.
    #[serde(skip)]
    pub(crate) number: Option<usize>,
    /// The states of a state set.
    #[serde(skip)]
    pub(crate) states: Vec<String>,
}

impl About {
    pub(crate) fn declared(number: usize, of: &Descriptor, export: &Export) -> Self {
        About {
            name: export.name.clone(),
            kind: of.kind,
            help: of.help.to_owned(),
            unit: of.unit.map(ToOwned::to_owned),
            group: of.group.to_owned(),
            number: Some(number),
            states: of.states.iter().flat_map(|states| states.iter()).map(ToOwned::to_owned).collect(),
        }
    }

    /// Describes a family of a source by its exported form.
    pub(crate) fn sourced(of: &FamilySnapshot) -> Self {
        let states = of.series.iter().find_map(|series| match &series.value {
            Value::StateSet(value) => Some(value.states.iter().map(ToOwned::to_owned).collect()),
            _ => None,
        });
        About {
            name: of.name.clone().into_owned(),
            kind: of.kind,
            help: of.help.clone().into_owned(),
            unit: of.unit.as_deref().map(ToOwned::to_owned),
            group: of.group.clone().into_owned(),
            number: None,
            states: states.unwrap_or_default(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn kind<S: serde::Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.as_str())
}
