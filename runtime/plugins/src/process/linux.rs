//! The same from `/proc`.

use std::error::Error;
use std::fs;

use gapless_core::{Number, Samples};
use procfs::process::{LimitValue, Limits, Process, Stat};

use super::NAME;

pub(super) fn collect(into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
    // First of all, as what follows opens some; the one that this is read by is one of them.
    let open_fds = fs::read_dir("/proc/self/fd")?.count() - 1;
    let process = Process::myself()?;
    let (stat, limits) = (process.stat()?, process.limits()?);
    gauge(into, "process_open_fds", "Number of open file descriptors.", open_fds);
    emit_limits(into, &limits);
    emit_times(into, &stat)?;
    emit_memory(into, &stat, process.status()?.vmdata);
    gauge(into, "process_threads", "Number of OS threads in the process.", stat.num_threads);
    Ok(())
}

fn emit_limits(into: &mut Samples, of: &Limits) {
    let max_fds = maximum(of.max_open_files.soft_limit);
    gauge(into, "process_max_fds", "Maximum number of open file descriptors.", max_fds);
    let help = "Maximum amount of virtual memory available in bytes.";
    gauge(into, "process_virtual_memory_max_bytes", help, maximum(of.max_address_space.soft_limit));
}

fn emit_times(into: &mut Samples, of: &Stat) -> Result<(), Box<dyn Error + Send + Sync>> {
    let help = "Total user and system CPU time spent in seconds.";
    let spent = seconds(of.utime + of.stime);
    into.counter("process_cpu_seconds_total", help).group(NAME).value(spent);
    let started = whole(procfs::boot_time_secs()?) + seconds(of.starttime);
    let help = "Start time of the process since unix epoch in seconds.";
    gauge(into, "process_start_time_seconds", help, started);
    Ok(())
}

fn emit_memory(into: &mut Samples, of: &Stat, data: Option<u64>) {
    gauge(into, "process_virtual_memory_bytes", "Virtual memory size in bytes.", of.vsize);
    let resident = of.rss * procfs::page_size();
    gauge(into, "process_resident_memory_bytes", "Resident memory size in bytes.", resident);
    if let Some(kibibytes) = data {
        gauge(into, "process_heap_bytes", "Process heap size in bytes.", kibibytes * 1024);
    }
}

fn gauge(into: &mut Samples, name: &'static str, help: &'static str, value: impl Into<Number>) {
    into.gauge(name, help).group(NAME).value(value);
}

fn maximum(limit: LimitValue) -> Number {
    match limit {
        LimitValue::Unlimited => f64::INFINITY.into(),
        LimitValue::Value(value) => value.into(),
    }
}

/// Of ticks of the system's clock.
fn seconds(ticks: u64) -> f64 {
    whole(ticks) / whole(procfs::ticks_per_second())
}

#[expect(clippy::cast_precision_loss, reason = "2^53 ticks are a million years")]
fn whole(n: u64) -> f64 {
    n as f64
}
