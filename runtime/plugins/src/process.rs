//! The process, as the operating system describes it, and its memory, as its allocators do.
//!
//! Read `facts` for the metrics, then `linux` or `elsewhere`, and `allocator`.

mod allocator;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
mod facts;
#[cfg(feature = "jemalloc")]
mod jemalloc;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(feature = "mimalloc")]
mod mimalloc;

use std::error::Error;
#[cfg(feature = "instance")]
use std::sync::Arc;

use gapless_core::{Samples, Source};

pub use self::allocator::AllocatorStats;

use self::allocator::Allocators;
#[cfg(not(target_os = "linux"))]
use self::elsewhere as system;
#[cfg(target_os = "linux")]
use self::linux as system;
#[cfg(feature = "instance")]
use crate::plugin::{Plugin, PluginContext, PluginResult};

/// The name of the plugin, of its source and of their group.
const NAME: &str = "process";

/// The standard metrics of a process, named as in the Prometheus client libraries, in the group `process`.
///
/// | name | value | systems |
/// |---|---|---|
/// | `process_cpu_seconds_total` | user and system time | all |
/// | `process_open_fds`, `process_max_fds` | open file descriptors, on Windows handles, and their limit | all |
/// | `process_virtual_memory_bytes` | address space | all |
/// | `process_virtual_memory_max_bytes` | limit of the address space | Linux |
/// | `process_resident_memory_bytes` | memory that is not swapped out | all |
/// | `process_heap_bytes` | private writable memory, which Linux reports as `VmData` | Linux |
/// | `process_start_time_seconds` | the start time | all |
/// | `process_threads` | the number of threads | Linux |
/// | `process_context_switches_total` | switches from a thread of the process to another, by `kind`: `voluntary` or `involuntary` | Unix |
/// | `process_io_read_bytes_total`, `process_io_written_bytes_total` | bytes that system calls read and wrote | Linux |
/// | `process_io_storage_read_bytes_total`, `process_io_storage_written_bytes_total` | the part that storage devices read and wrote | Linux |
///
/// A limit that is not set has the value `+Inf`. The values are read at each scrape, on Linux from `/proc`. A value
/// that the system does not give is not exported. "All" systems are Linux, and those that the crate sysinfo supports:
/// macOS, Windows and FreeBSD. Other systems export nothing.
///
/// ```
/// use gapless::plugins::Process;
/// use gapless::sources::Sources;
///
/// let sources = Sources::new();
/// sources.add(Process::new())?;
/// # #[cfg(target_os = "linux")]
/// assert!(sources.collect().wait().family("process_open_fds").is_some());
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Process {
    allocators: Allocators,
}

impl Process {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Process::default()
    }

    /// Adds the numbers of an allocator, which `read` returns at each scrape.
    ///
    /// They are exported as `process_allocator_allocated_bytes{allocator="..."}` and so on; [`AllocatorStats`] lists
    /// them. If `read` panics, the numbers of this allocator are missing in the scrape. An allocator with the name of
    /// an earlier one replaces it.
    ///
    /// ```
    /// use gapless::plugins::{AllocatorStats, Process};
    ///
    /// # fn pool_bytes() -> u64 { 4096 }
    /// let process = Process::new().allocator("pool", || AllocatorStats {
    ///     allocated: Some(pool_bytes()),
    ///     ..AllocatorStats::default()
    /// });
    /// ```
    #[must_use]
    pub fn allocator(
        mut self,
        name: impl Into<String>,
        read: impl Fn() -> AllocatorStats + Send + Sync + 'static,
    ) -> Self {
        self.allocators.add(name.into(), read);
        self
    }

    /// Adds the numbers of jemalloc, for a program whose global allocator is `tikv_jemallocator::Jemalloc`.
    ///
    /// ```
    /// use gapless::plugins::Process;
    ///
    /// let process = Process::new().jemalloc();
    /// ```
    #[cfg(feature = "jemalloc")]
    #[must_use]
    pub fn jemalloc(self) -> Self {
        self.allocator("jemalloc", jemalloc::read)
    }

    /// Adds the numbers of mimalloc, for a program whose global allocator is `mimalloc::MiMalloc`.
    ///
    /// Mapped and retained memory are always known, and allocated memory in a build of mimalloc with statistics.
    ///
    /// ```
    /// use gapless::plugins::Process;
    ///
    /// let process = Process::new().mimalloc();
    /// ```
    #[cfg(feature = "mimalloc")]
    #[must_use]
    pub fn mimalloc(self) -> Self {
        self.allocator("mimalloc", mimalloc::read)
    }
}

impl Source for Process {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        system::read()?.emit(into);
        self.allocators.emit(into);
        Ok(())
    }
}

#[cfg(feature = "instance")]
impl Plugin for Process {
    fn name(&self) -> &str {
        NAME
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(self.clone())])
    }
}
