//! The process on Linux, from `/proc`.

use std::error::Error;
use std::fs;

use gapless_core::Number;
use procfs::process::{LimitValue, Process};

use super::facts::{Facts, Io};

/// Reads all facts. Counters of I/O are missing if the system does not let the process read them.
pub(super) fn read() -> Result<Facts, Box<dyn Error + Send + Sync>> {
    // Counted first, because the reads below open files; the count itself has one file open.
    let open_fds = fs::read_dir("/proc/self/fd")?.count() - 1;
    let process = Process::myself()?;
    let (stat, limits) = (process.stat()?, process.limits()?);
    Ok(Facts {
        cpu: Some(seconds(stat.utime + stat.stime).into()),
        open_fds: Some(open_fds.into()),
        max_fds: Some(maximum(limits.max_open_files.soft_limit)),
        virtual_memory: Some(stat.vsize.into()),
        virtual_memory_max: Some(maximum(limits.max_address_space.soft_limit)),
        resident_memory: Some((stat.rss * procfs::page_size()).into()),
        heap: process.status()?.vmdata.map(|kibibytes| (kibibytes * 1024).into()),
        start_time: Some((whole(procfs::boot_time_secs()?) + seconds(stat.starttime)).into()),
        threads: Some(stat.num_threads.into()),
        io: io(&process),
    })
}

fn io(process: &Process) -> Option<Io> {
    let io = process.io().ok()?;
    Some(Io {
        read: io.rchar,
        written: io.wchar,
        storage_read: io.read_bytes,
        storage_written: io.write_bytes,
    })
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
