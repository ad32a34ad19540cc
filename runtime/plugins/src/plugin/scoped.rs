//! A source to which the options of its plugin apply.

use std::error::Error;
use std::sync::Arc;

use gapless_core::{FamilySnapshot, Samples, Source};

use super::options::PluginOptions;

/// A source whose families get the prefix and the labels of a plugin's options.
pub(super) struct Scoped {
    pub(super) source: Arc<dyn Source>,
    pub(super) options: PluginOptions,
}

impl Source for Scoped {
    fn name(&self) -> &str {
        self.source.name()
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut samples = Samples::default();
        self.source.collect(&mut samples)?;
        samples.into_families().into_iter().for_each(|family| into.family(self.scope(family)));
        Ok(())
    }

    fn is_used(&self) -> bool {
        self.source.is_used()
    }
}

impl Scoped {
    /// Adds the prefix and the labels to a family.
    fn scope(&self, mut family: FamilySnapshot) -> FamilySnapshot {
        if let Some(prefix) = &self.options.metric_prefix {
            family.name = format!("{prefix}_{}", family.name).into();
        }
        for series in &mut family.series {
            // The value that the source gives a label is kept, as with the labels of a view.
            let is_new = |(name, _): &&(String, String)| series.labels.iter().all(|(own, _)| own != name);
            let added: Vec<_> = self.options.labels.iter().filter(is_new).cloned().collect();
            series.labels.splice(0..0, added.into_iter().map(|(name, value)| (name.into(), value.into())));
        }
        family
    }
}
