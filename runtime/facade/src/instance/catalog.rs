//! The catalog of an instance: the metrics that it exports, under their exported names.

use gapless_artifacts::catalog::Family;
use gapless_artifacts::Catalog;
use gapless_core::{dynamic, Registry};
use gapless_encode::View;
use gapless_http::Exporter;

use super::Instance;

impl Instance {
    /// Returns the catalog of the metrics that this instance exports, with the names and labels of the exposition.
    ///
    /// It contains the declared metrics that the view selects, the registered metrics of plugins and of the program,
    /// and the metrics of all sources, which this method asks once. The names have the prefixes of the view and of the
    /// plugins. [`Catalog::declared_as`] finds a metric by the name in its declaration. The labels of a source without
    /// a declaration are those of its current series.
    ///
    /// ```
    /// use gapless::encode::View;
    ///
    /// gapless::defmetrics! {
    ///     /// Jobs in the queue.
    ///     gauge queue_length;
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let view = View::builder().prefix("shop").label("region", "eu");
    /// let metrics = gapless::builder().view(view).start().await?;
    /// let catalog = metrics.catalog().await;
    /// assert!(catalog.family("shop_queue_length")?.has_label("region"));
    /// assert_eq!(catalog.declared_as("queue_length").count(), 1);
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn catalog(&self) -> Catalog {
        of(&self.exporter, &self.metrics).await
    }
}

/// Returns the catalog of an exporter and of the registry among its sources.
pub(super) async fn of(exporter: &Exporter, metrics: &dynamic::Registry) -> Catalog {
    let view = exporter.view().collected().await;
    Catalog::of_exports(declared(&view).into_iter().chain(of_sources(&view, metrics)))
}

/// Returns the exported families of the program's declarations.
fn declared(view: &View) -> Vec<Family> {
    let exported = Registry::global().exported().filter_map(|(number, declarations)| {
        let export = view.export(number, declarations.first()?.name)?;
        Some((export, declarations))
    });
    let families = exported.flat_map(|(export, declarations)| {
        let families = declarations.into_iter().map(Family::of_descriptor);
        let exported =
            families.map(|family| family.exported_as(export.name.clone(), &export.labels, export.renamed));
        exported.collect::<Vec<_>>()
    });
    families.collect()
}

/// Returns the families of the sources, of which the registry of the instance is one. A source does not export a family
/// without samples; in the registry, the family waits for its first label values.
fn of_sources(view: &View, registry: &dynamic::Registry) -> Vec<Family> {
    let exports = view.exports_of_sources();
    let families = exports.iter().filter_map(|(of, export)| {
        let described = registry.described(&of.name);
        if of.series.is_empty() && described.is_empty() {
            return None;
        }
        let family = Family::of_snapshot(of, described);
        Some(family.exported_as(export.name, &export.labels, export.renamed))
    });
    families.collect()
}
