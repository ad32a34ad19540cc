//! What the system says of the process.

#[cfg(target_os = "linux")]
mod linux;

use std::error::Error;
#[cfg(feature = "instance")]
use std::sync::Arc;

use gapless_core::{Samples, Source};

#[cfg(feature = "instance")]
use crate::plugin::{Given, Plugin};
#[cfg(feature = "instance")]
use crate::setup::Setup;

/// The group of its metrics, and what it is called itself.
const NAME: &str = "process";

/// The standard metrics of the process, as the clients of Prometheus name them, in the group `process`.
///
/// | name | what it says |
/// |---|---|
/// | `process_cpu_seconds_total` | user and system time, in the steps of the system's clock |
/// | `process_open_fds`, `process_max_fds` | file descriptors, and how many there may be |
/// | `process_virtual_memory_bytes`, `process_virtual_memory_max_bytes` | address space, and how much there may be |
/// | `process_resident_memory_bytes` | memory that is not swapped out |
/// | `process_heap_bytes` | private memory that can be written to, as Linux counts it in `VmData` |
/// | `process_start_time_seconds` | when it started |
/// | `process_threads` | its threads |
///
/// What has no limit has `+Inf` as its maximum. They are read from `/proc`, when somebody asks for the metrics; on other
/// systems than Linux there are none.
///
/// ```
/// use gapless_core::Sources;
/// use gapless_plugins::Process;
///
/// let sources = Sources::new();
/// sources.add(Process::default())?;
/// # #[cfg(target_os = "linux")]
/// assert!(sources.collect().wait().family("process_open_fds").is_some());
/// # Ok::<(), gapless_core::Error>(())
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
        linux::collect(into)
    }

    #[cfg(not(target_os = "linux"))]
    fn collect(&self, _: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// A plugin of this source alone.
#[cfg(feature = "instance")]
impl Plugin for Process {
    fn name(&self) -> &str {
        NAME
    }

    fn sources(&self, _: &Setup) -> Given<Arc<dyn Source>> {
        Ok(vec![Arc::new(*self)])
    }
}
