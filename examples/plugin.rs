//! How do I bundle metrics that belong together? `cargo run --bin plugin` prints the metrics of a plugin, and of two
//! plugins of Gapless.

use std::collections::HashMap;
use std::error::Error;
use std::io::{Write, stdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gapless::config::Config;
use gapless::encode::Format;
use gapless::plugins::{
    Application, Plugin, PluginContext, PluginOptions, PluginResult, PollingGroup, Process,
};
use gapless::sources::{Source, source_fn};

/// A cache that counts its hits and misses itself.
#[derive(Default)]
struct Cache {
    pages: Mutex<HashMap<&'static str, String>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl Cache {
    fn page(&self, name: &'static str) -> String {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let counter = if pages.contains_key(name) { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        pages.entry(name).or_insert_with(|| format!("the page {name}")).clone()
    }

    fn size(&self) -> usize {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).values().map(String::len).sum()
    }
}

/// The metrics of a cache. A crate with a cache could provide this plugin.
struct CachePlugin(Arc<Cache>);

impl Plugin for CachePlugin {
    fn name(&self) -> &str {
        "cache"
    }

    /// Reading the counts takes no time, so they are read at each scrape.
    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        let cache = self.0.clone();
        let source = source_fn("cache", move |samples| {
            let mut lookups = samples.counter("cache_lookups_total", "Pages that were asked for.");
            lookups.group("cache").series([("hit", "true")], cache.hits.load(Ordering::Relaxed));
            lookups.series([("hit", "false")], cache.misses.load(Ordering::Relaxed));
            Ok(())
        });
        Ok(vec![Arc::new(source)])
    }

    /// Computing the size looks at every page, so it is measured at a rate.
    fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
        let cache = self.0.clone();
        let size = context.metrics("cache").gauge("cache_size_bytes", "All pages together.").register()?;
        Ok(vec![PollingGroup::new("cache", move || size.set(cache.size() as f64))])
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let cache = Arc::new(Cache::default());
    for name in ["home", "home", "about"] {
        let _page = cache.page(name);
    }
    // Each program sets its own options of the plugin, here or in a file.
    let options =
        PluginOptions::new().metric_prefix("shop").poll_rate(Duration::from_secs(60)).label("tier", "1");
    let metrics = gapless::builder()
        .config(Config::new().plugin("cache", options))
        .plugin(CachePlugin(cache))
        .plugin(Application::new(gapless::build_info!()))
        .plugin(Process::default())
        .start()
        .await?;
    metrics.polled().await;
    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    metrics.shutdown().await;
    Ok(())
}
