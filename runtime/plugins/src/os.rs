//! The machine: its load, its memory and its file systems.
//!
//! Read `facts` for the metrics, then `linux` or `elsewhere`.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
mod facts;
#[cfg(target_os = "linux")]
mod linux;

use std::error::Error;
use std::sync::Arc;

use gapless_core::{Samples, Source};

#[cfg(not(target_os = "linux"))]
use self::elsewhere as system;
#[cfg(target_os = "linux")]
use self::linux as system;
use crate::plugin::{Plugin, PluginContext, PluginOptions, PluginResult};

/// The name of the plugin, of its source and of their group.
const NAME: &str = "os";

/// Metrics of the machine on which the program runs, in the group `os`.
///
/// | name | value |
/// |---|---|
/// | `os_load1`, `os_load5`, `os_load15` | average load of 1, 5 and 15 minutes; not on Windows |
/// | `os_memory_total_bytes`, `os_memory_available_bytes` | memory, and the part that programs can still have |
/// | `os_swap_total_bytes`, `os_swap_free_bytes` | swap space, and the unused part |
/// | `os_filesystem_size_bytes`, `os_filesystem_avail_bytes` | size of a file system, and the part that users can still have, by `mountpoint` and `fstype` |
///
/// All are gauges, which are read at each scrape: on Linux from `/proc`. The names are those of `node_exporter`, in
/// snake case and with `os_` instead of `node_`. A machine with `node_exporter` does not need this plugin.
///
/// ```
/// use gapless::plugins::Os;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gapless::instance::Error> {
/// let metrics = gapless::builder().plugin(Os::new()).start().await?;
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Os {
    options: PluginOptions,
}

impl Os {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Os::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }
}

impl Source for Os {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        system::read().emit(into);
        Ok(())
    }
}

impl Plugin for Os {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(self.clone())])
    }
}
