//! The metrics of a machine, on all operating systems.

use gapless_core::{Number, SampledFamily, Samples};
use gapless_macros::defmetrics;

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "os"]

    /// Average load of the machine in 1 minute.
    gauge os_load1;

    /// Average load of the machine in 5 minutes.
    gauge os_load5;

    /// Average load of the machine in 15 minutes.
    gauge os_load15;

    /// Memory of the machine in bytes.
    gauge os_memory_total_bytes;

    /// Memory of the machine that programs can still have, in bytes.
    gauge os_memory_available_bytes;

    /// Swap space of the machine in bytes.
    gauge os_swap_total_bytes;

    /// Unused swap space of the machine in bytes.
    gauge os_swap_free_bytes;

    /// Size of a file system in bytes.
    gauge os_filesystem_size_bytes(mountpoint: &str, fstype: &str);

    /// Space of a file system that users without privileges can still have, in bytes.
    gauge os_filesystem_avail_bytes(mountpoint: &str, fstype: &str);
}

/// The number of file systems that are exported.
const MAX_FILESYSTEMS: usize = 64;

/// The facts about a machine that its operating system reports. The plugin does not export unknown facts.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Averages of 1, 5 and 15 minutes.
    pub(super) load: Option<[f64; 3]>,
    pub(super) memory: Option<Memory>,
    pub(super) filesystems: Vec<Filesystem>,
}

/// The memory of a machine, in bytes.
#[derive(Debug)]
pub(super) struct Memory {
    pub(super) total: u64,
    pub(super) available: Option<u64>,
    pub(super) swap_total: u64,
    pub(super) swap_free: u64,
}

#[derive(Debug)]
pub(super) struct Filesystem {
    pub(super) mount_point: String,
    pub(super) kind: String,
    /// In bytes.
    pub(super) size: u64,
    /// In bytes, for users without privileges.
    pub(super) available: u64,
}

impl Facts {
    pub(super) fn emit(mut self, into: &mut Samples) {
        if let Some(averages) = self.load {
            emit_load(averages, into);
        }
        if let Some(memory) = self.memory {
            memory.emit(into);
        }
        self.filesystems.truncate(MAX_FILESYSTEMS);
        emit_filesystems(os_filesystem_size_bytes(into), &self.filesystems, |of| of.size);
        emit_filesystems(os_filesystem_avail_bytes(into), &self.filesystems, |of| of.available);
    }
}

fn emit_load(averages: [f64; 3], into: &mut Samples) {
    let [in_1, in_5, in_15] = averages;
    os_load1(into).value(in_1);
    os_load5(into).value(in_5);
    os_load15(into).value(in_15);
}

impl Memory {
    fn emit(&self, into: &mut Samples) {
        os_memory_total_bytes(into).value(self.total);
        if let Some(available) = self.available {
            os_memory_available_bytes(into).value(available);
        }
        os_swap_total_bytes(into).value(self.swap_total);
        os_swap_free_bytes(into).value(self.swap_free);
    }
}

fn emit_filesystems(
    mut family: SampledFamily<'_, Number, 2>,
    filesystems: &[Filesystem],
    bytes: fn(&Filesystem) -> u64,
) {
    for of in filesystems {
        family.series([of.mount_point.clone(), of.kind.clone()], bytes(of));
    }
}
