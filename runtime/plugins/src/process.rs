//! The process, as the operating system describes it.

#[cfg(target_os = "linux")]
mod linux;

use std::error::Error;
#[cfg(feature = "instance")]
use std::sync::Arc;

use gapless_core::{Samples, Source};

#[cfg(feature = "instance")]
use crate::plugin::{Plugin, PluginContext, PluginResult};

/// The name of the plugin, of its source and of their group.
const NAME: &str = "process";

/// The standard metrics of a process, named as in the Prometheus client libraries, in the group `process`.
///
/// | name | value |
/// |---|---|
/// | `process_cpu_seconds_total` | user and system time, in clock ticks of the system |
/// | `process_open_fds`, `process_max_fds` | open file descriptors, and their limit |
/// | `process_virtual_memory_bytes`, `process_virtual_memory_max_bytes` | address space, and its limit |
/// | `process_resident_memory_bytes` | memory that is not swapped out |
/// | `process_heap_bytes` | private writable memory, which Linux reports as `VmData` |
/// | `process_start_time_seconds` | the start time |
/// | `process_threads` | the number of threads |
///
/// A limit that is not set has the value `+Inf`. The values are read from `/proc` at each scrape; on operating systems
/// other than Linux, the plugin exports nothing.
///
/// ```
/// use gapless::plugins::Process;
/// use gapless::sources::Sources;
///
/// let sources = Sources::new();
/// sources.add(Process::default())?;
/// # #[cfg(target_os = "linux")]
/// assert!(sources.collect().wait().family("process_open_fds").is_some());
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Process {}

impl Source for Process {
    fn name(&self) -> &str {
        NAME
    }

    #[cfg(target_os = "linux")]
    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        linux::collect(NAME, into)
    }

    #[cfg(not(target_os = "linux"))]
    fn collect(&self, _: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

#[cfg(feature = "instance")]
impl Plugin for Process {
    fn name(&self) -> &str {
        NAME
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(*self)])
    }
}
