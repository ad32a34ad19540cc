//! The metrics of a process, on all operating systems.

use gapless_core::{Number, Samples};

use super::NAME;

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

type Row = (&'static str, &'static str, Option<Number>);

impl Facts {
    /// Emits what is known.
    pub(super) fn emit(&self, into: &mut Samples) {
        for (name, help, value) in self.gauges() {
            if let Some(value) = value {
                into.gauge(name, help).group(NAME).value(value);
            }
        }
        for (name, help, value) in self.counters() {
            if let Some(value) = value {
                into.counter(name, help).group(NAME).value(value);
            }
        }
        #[cfg(unix)]
        emit_context_switches(into);
    }

    fn gauges(&self) -> [Row; 8] {
        [
            ("process_open_fds", "Number of open file descriptors.", self.open_fds),
            ("process_max_fds", "Maximum number of open file descriptors.", self.max_fds),
            ("process_virtual_memory_bytes", "Virtual memory size in bytes.", self.virtual_memory),
            (
                "process_virtual_memory_max_bytes",
                "Maximum amount of virtual memory available in bytes.",
                self.virtual_memory_max,
            ),
            ("process_resident_memory_bytes", "Resident memory size in bytes.", self.resident_memory),
            ("process_heap_bytes", "Process heap size in bytes.", self.heap),
            (
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                self.start_time,
            ),
            ("process_threads", "Number of OS threads in the process.", self.threads),
        ]
    }

    fn counters(&self) -> [Row; 5] {
        let io = |bytes: fn(&Io) -> u64| self.io.as_ref().map(|io| bytes(io).into());
        [
            ("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", self.cpu),
            ("process_io_read_bytes_total", "Bytes that system calls have read.", io(|io| io.read)),
            ("process_io_written_bytes_total", "Bytes that system calls have written.", io(|io| io.written)),
            (
                "process_io_storage_read_bytes_total",
                "Bytes that storage devices have read for the process.",
                io(|io| io.storage_read),
            ),
            (
                "process_io_storage_written_bytes_total",
                "Bytes that storage devices have written for the process.",
                io(|io| io.storage_written),
            ),
        ]
    }
}

/// Emits the context switches of all threads, also of those that have ended.
#[cfg(unix)]
fn emit_context_switches(into: &mut Samples) {
    use nix::sys::resource::{getrusage, UsageWho};

    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return };
    let help = "Switches from a thread of the process to another thread.";
    let mut family = into.counter("process_context_switches_total", help);
    family.group(NAME);
    for (kind, switches) in [
        ("voluntary", usage.voluntary_context_switches()),
        ("involuntary", usage.involuntary_context_switches()),
    ] {
        family.series([("kind", kind)], u64::try_from(switches).unwrap_or_default());
    }
}
