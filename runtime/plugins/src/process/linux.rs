//! The metrics of the process on Linux, from `/proc`.

use std::error::Error;
use std::fs;

use gapless_core::{Number, Samples};
use procfs::process::{LimitValue, Limits, Process, Stat};

/// Emits all metrics, in a group.
pub(super) fn collect(group: &'static str, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
    // Counted first, because the reads below open files; the count itself has one file open.
    let open_fds = fs::read_dir("/proc/self/fd")?.count() - 1;
    let process = Process::myself()?;
    let (stat, limits) = (process.stat()?, process.limits()?);
    let mut emit = Emit { group, into };
    emit.gauge("process_open_fds", "Number of open file descriptors.", open_fds);
    emit.limits(&limits);
    emit.times(&stat)?;
    emit.memory(&stat, process.status()?.vmdata);
    emit.gauge("process_threads", "Number of OS threads in the process.", stat.num_threads);
    Ok(())
}

struct Emit<'a> {
    group: &'static str,
    into: &'a mut Samples,
}

impl Emit<'_> {
    fn limits(&mut self, limits: &Limits) {
        let max_fds = maximum(limits.max_open_files.soft_limit);
        self.gauge("process_max_fds", "Maximum number of open file descriptors.", max_fds);
        let help = "Maximum amount of virtual memory available in bytes.";
        let max_memory = maximum(limits.max_address_space.soft_limit);
        self.gauge("process_virtual_memory_max_bytes", help, max_memory);
    }

    fn times(&mut self, stat: &Stat) -> Result<(), Box<dyn Error + Send + Sync>> {
        let help = "Total user and system CPU time spent in seconds.";
        let spent = seconds(stat.utime + stat.stime);
        self.into.counter("process_cpu_seconds_total", help).group(self.group).value(spent);
        let started = whole(procfs::boot_time_secs()?) + seconds(stat.starttime);
        let help = "Start time of the process since unix epoch in seconds.";
        self.gauge("process_start_time_seconds", help, started);
        Ok(())
    }

    fn memory(&mut self, stat: &Stat, data: Option<u64>) {
        self.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", stat.vsize);
        let resident = stat.rss * procfs::page_size();
        self.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", resident);
        if let Some(kibibytes) = data {
            self.gauge("process_heap_bytes", "Process heap size in bytes.", kibibytes * 1024);
        }
    }

    fn gauge(&mut self, name: &'static str, help: &'static str, value: impl Into<Number>) {
        self.into.gauge(name, help).group(self.group).value(value);
    }
}

fn maximum(limit: LimitValue) -> Number {
    match limit {
        LimitValue::Unlimited => f64::INFINITY.into(),
        LimitValue::Value(value) => value.into(),
    }
}

/// Converts clock ticks of the system to seconds.
fn seconds(ticks: u64) -> f64 {
    whole(ticks) / whole(procfs::ticks_per_second())
}

#[expect(clippy::cast_precision_loss, reason = "2^53 ticks are a million years")]
fn whole(n: u64) -> f64 {
    n as f64
}
