//! The metrics of a machine, on all operating systems.

use gapless_core::Samples;

use super::NAME;

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
        let help = "Size of a file system in bytes.";
        emit_filesystems("os_filesystem_size_bytes", help, &self.filesystems, |of| of.size, into);
        let help = "Space of a file system that users without privileges can still have, in bytes.";
        emit_filesystems("os_filesystem_avail_bytes", help, &self.filesystems, |of| of.available, into);
    }
}

fn emit_load(averages: [f64; 3], into: &mut Samples) {
    let rows = [
        ("os_load1", "Average load of the machine in 1 minute."),
        ("os_load5", "Average load of the machine in 5 minutes."),
        ("os_load15", "Average load of the machine in 15 minutes."),
    ];
    for ((name, help), average) in rows.into_iter().zip(averages) {
        into.gauge(name, help).group(NAME).value(average);
    }
}

impl Memory {
    fn emit(&self, into: &mut Samples) {
        for (name, help, bytes) in [
            ("os_memory_total_bytes", "Memory of the machine in bytes.", Some(self.total)),
            (
                "os_memory_available_bytes",
                "Memory of the machine that programs can still have, in bytes.",
                self.available,
            ),
            ("os_swap_total_bytes", "Swap space of the machine in bytes.", Some(self.swap_total)),
            ("os_swap_free_bytes", "Unused swap space of the machine in bytes.", Some(self.swap_free)),
        ] {
            if let Some(bytes) = bytes {
                into.gauge(name, help).group(NAME).value(bytes);
            }
        }
    }
}

fn emit_filesystems(
    name: &'static str,
    help: &'static str,
    filesystems: &[Filesystem],
    bytes: fn(&Filesystem) -> u64,
    into: &mut Samples,
) {
    let mut family = into.gauge(name, help);
    family.group(NAME);
    for of in filesystems {
        let labels = [("mountpoint", of.mount_point.clone()), ("fstype", of.kind.clone())];
        family.series(labels, bytes(of));
    }
}
