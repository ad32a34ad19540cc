//! A source under the options of its plugin.

use std::error::Error;
use std::sync::Arc;

use gapless_core::{FamilySnapshot, Samples, Source};

use crate::options::Options;

/// What a source emits, with the prefix and the labels of a plugin's options.
pub(crate) struct Scoped {
    pub(crate) source: Arc<dyn Source>,
    pub(crate) options: Options,
}

impl Source for Scoped {
    fn name(&self) -> &str {
        self.source.name()
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut own = Samples::default();
        self.source.collect(&mut own)?;
        own.into_families().into_iter().for_each(|family| into.family(self.options.scoped(family)));
        Ok(())
    }

    fn is_used(&self) -> bool {
        self.source.is_used()
    }
}

impl Options {
    fn scoped(&self, mut family: FamilySnapshot) -> FamilySnapshot {
        if let Some(prefix) = &self.metric_prefix {
            family.name = format!("{prefix}_{}", family.name).into();
        }
        for series in &mut family.series {
            // The source's own value of a label stands, as it does beside the labels of a view.
            let is_new = |(name, _): &&(String, String)| series.labels.iter().all(|(own, _)| own != name);
            let added: Vec<_> = self.labels.iter().filter(is_new).cloned().collect();
            series.labels.splice(0..0, added.into_iter().map(|(name, value)| (name.into(), value.into())));
        }
        family
    }
}
