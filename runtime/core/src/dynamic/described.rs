//! The declarations in a run-time registry, for catalogs.

use std::sync::Arc;

use super::declared_family::Part;
use super::registry::{Entry, Registry};
use crate::declared::descriptor::Descriptor;
use crate::reading::snapshot::LabelPair;

/// A declaration of a run-time family. For the crate `gapless`; it may change in any release.
#[derive(Debug)]
pub enum Described {
    /// A metric that the program creates.
    Made {
        /// The labels of the registry.
        constant_labels: Vec<LabelPair>,
        /// The names of the declared labels.
        label_names: Vec<String>,
        /// The upper bounds of the buckets.
        bounds: Vec<f64>,
    },
    /// A metric of a struct.
    OfStruct {
        /// The labels of the registry.
        constant_labels: Vec<LabelPair>,
        /// The declaration, with the buckets that replace its own.
        descriptor: Box<Descriptor>,
    },
}

#[doc(hidden)]
impl Registry {
    /// Returns the declarations of a family, or nothing if it does not exist.
    #[must_use]
    pub fn described(&self, name: &str) -> Vec<Described> {
        match self.entry(name) {
            Some(Entry::Made(members)) => {
                let about = &members.about;
                vec![Described::Made {
                    constant_labels: about.constant_labels.clone(),
                    label_names: about.label_names.clone(),
                    bounds: about.bounds.clone(),
                }]
            }
            Some(Entry::Declared(family)) => family.parts().iter().map(of_part).collect(),
            None => Vec::new(),
        }
    }
}

fn of_part(part: &Arc<Part>) -> Described {
    let (constant_labels, descriptor) = (part.constant_labels.clone(), Box::new(*part.descriptor()));
    Described::OfStruct { constant_labels, descriptor }
}
