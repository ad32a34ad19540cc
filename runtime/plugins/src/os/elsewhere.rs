//! The machine on systems other than Linux.

use sysinfo::{Disks, System};

use super::facts::{Facts, Filesystem, Memory};

/// Reads what the system has: nothing on a system that the crate sysinfo does not support.
pub(super) fn read() -> Facts {
    if !sysinfo::IS_SUPPORTED_SYSTEM {
        return Facts::default();
    }
    let mut system = System::new();
    system.refresh_memory();
    let load = System::load_average();
    let has_load = !cfg!(windows);
    Facts {
        load: has_load.then_some([load.one, load.five, load.fifteen]),
        memory: Some(Memory {
            total: system.total_memory(),
            available: Some(system.available_memory()),
            swap_total: system.total_swap(),
            swap_free: system.free_swap(),
        }),
        filesystems: filesystems(),
    }
}

fn filesystems() -> Vec<Filesystem> {
    let disks = Disks::new_with_refreshed_list();
    let filesystem = |disk: &sysinfo::Disk| Filesystem {
        mount_point: disk.mount_point().to_string_lossy().into_owned(),
        kind: disk.file_system().to_string_lossy().into_owned(),
        size: disk.total_space(),
        available: disk.available_space(),
    };
    let mut filesystems: Vec<_> = disks.list().iter().map(filesystem).collect();
    filesystems.sort_by(|a, b| a.mount_point.cmp(&b.mount_point));
    filesystems.dedup_by(|a, b| a.mount_point == b.mount_point);
    filesystems
}
