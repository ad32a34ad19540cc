//! The facts about the program that the plugin `Application` exports, for reporters and for Grafana.

use std::borrow::Cow;
use std::sync::Arc;

use gapless_core::{Source, Sources};

/// The name of the plugin.
pub(super) const APPLICATION: &str = "application";

/// The labels of `application_info`.
#[derive(Default)]
pub(super) struct Application(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Application {
    /// Collects the facts, if the instance has the plugin.
    pub(super) async fn of(source: Option<Arc<dyn Source>>) -> Self {
        let sources = Sources::new();
        if source.is_none_or(|source| sources.add(source).is_err()) {
            return Application::default();
        }
        let collection = sources.collect().await;
        let series = collection.family("application_info").and_then(|family| family.series.first());
        Application(series.map(|series| series.labels.clone()).unwrap_or_default())
    }

    /// Returns the value of a label, such as `version`.
    pub(super) fn label(&self, name: &str) -> Option<String> {
        let mut labels = self.0.iter();
        labels.find(|(known, _)| known == name).map(|(_, value)| value.to_string())
    }
}
