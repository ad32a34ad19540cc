//! The metrics of a process, on all operating systems.

use gapless_core::{Number, SampledFamily, Samples};
use gapless_macros::defmetrics;
#[cfg(unix)]
use gapless_macros::LabelValue;

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "process"]

    /// Number of open file descriptors.
    gauge process_open_fds;

    /// Maximum number of open file descriptors.
    gauge process_max_fds;

    /// Virtual memory size in bytes.
    gauge process_virtual_memory_bytes;

    /// Maximum amount of virtual memory available in bytes.
    gauge process_virtual_memory_max_bytes;

    /// Resident memory size in bytes.
    gauge process_resident_memory_bytes;

    /// Process heap size in bytes.
    gauge process_heap_bytes;

    /// Start time of the process since unix epoch in seconds.
    gauge process_start_time_seconds;

    /// Number of OS threads in the process.
    gauge process_threads;

    /// Total user and system CPU time spent in seconds.
    counter process_cpu_seconds_total;

    /// Bytes that system calls have read.
    counter process_io_read_bytes_total;

    /// Bytes that system calls have written.
    counter process_io_written_bytes_total;

    /// Bytes that storage devices have read for the process.
    counter process_io_storage_read_bytes_total;

    /// Bytes that storage devices have written for the process.
    counter process_io_storage_written_bytes_total;

    /// Switches from a thread of the process to another thread.
    #[cfg(unix)]
    counter process_context_switches_total(kind: SwitchKind);
}

/// The kind of a context switch.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
enum SwitchKind {
    Voluntary,
    Involuntary,
}

/// A metric, and its value if it is known.
type Row = (fn(&mut Samples) -> SampledFamily<'_, Number, 0>, Option<Number>);

/// The facts about the process that the operating system reports.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// User and system time, in seconds.
    pub(super) cpu: Option<Number>,
    pub(super) open_fds: Option<Number>,
    pub(super) max_fds: Option<Number>,
    pub(super) virtual_memory: Option<Number>,
    pub(super) virtual_memory_max: Option<Number>,
    pub(super) resident_memory: Option<Number>,
    pub(super) heap: Option<Number>,
    /// Seconds since the Unix epoch.
    pub(super) start_time: Option<Number>,
    pub(super) threads: Option<Number>,
    pub(super) io: Option<Io>,
}

/// Bytes that the process has read and written.
#[derive(Debug)]
pub(super) struct Io {
    pub(super) read: u64,
    pub(super) written: u64,
    pub(super) storage_read: u64,
    pub(super) storage_written: u64,
}

impl Facts {
    /// Emits what is known.
    pub(super) fn emit(&self, into: &mut Samples) {
        for (begin, value) in self.gauges() {
            if let Some(value) = value {
                begin(into).value(value);
            }
        }
        for (begin, value) in self.counters() {
            if let Some(value) = value {
                begin(into).value(value);
            }
        }
        #[cfg(unix)]
        emit_context_switches(into);
    }

    fn gauges(&self) -> [Row; 8] {
        [
            (process_open_fds, self.open_fds),
            (process_max_fds, self.max_fds),
            (process_virtual_memory_bytes, self.virtual_memory),
            (process_virtual_memory_max_bytes, self.virtual_memory_max),
            (process_resident_memory_bytes, self.resident_memory),
            (process_heap_bytes, self.heap),
            (process_start_time_seconds, self.start_time),
            (process_threads, self.threads),
        ]
    }

    fn counters(&self) -> [Row; 5] {
        let io = |bytes: fn(&Io) -> u64| self.io.as_ref().map(|io| bytes(io).into());
        [
            (process_cpu_seconds_total, self.cpu),
            (process_io_read_bytes_total, io(|io| io.read)),
            (process_io_written_bytes_total, io(|io| io.written)),
            (process_io_storage_read_bytes_total, io(|io| io.storage_read)),
            (process_io_storage_written_bytes_total, io(|io| io.storage_written)),
        ]
    }
}

/// Emits the context switches of all threads, also of those that have ended.
#[cfg(unix)]
fn emit_context_switches(into: &mut Samples) {
    use gapless_core::LabelValue as _;
    use nix::sys::resource::{getrusage, UsageWho};

    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return };
    let mut family = process_context_switches_total(into);
    for (kind, switches) in [
        (SwitchKind::Voluntary, usage.voluntary_context_switches()),
        (SwitchKind::Involuntary, usage.involuntary_context_switches()),
    ] {
        family.series([kind.as_label()], u64::try_from(switches).unwrap_or_default());
    }
}
