//! The machine on Linux, from `/proc`.

use std::collections::HashSet;
use std::path::Path;

use nix::sys::statvfs::statvfs;
use procfs::process::{MountInfo, Process};
use procfs::{Current as _, LoadAverage, Meminfo};

use super::facts::{Facts, Filesystem, Memory};

/// The types of local file systems that store data. Network file systems can hang, and others have no size.
const STORING: [&str; 16] = [
    "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfsplus", "jfs", "nilfs2", "ntfs",
    "ntfs3", "reiserfs", "vfat", "xfs", "zfs",
];

pub(super) fn read() -> Facts {
    Facts {
        load: LoadAverage::current().ok().map(|of| [of.one, of.five, of.fifteen].map(hundredths)),
        memory: Meminfo::current().ok().map(|of| Memory {
            total: of.mem_total,
            available: of.mem_available,
            swap_total: of.swap_total,
            swap_free: of.swap_free,
        }),
        filesystems: filesystems().unwrap_or_default(),
    }
}

/// Linux prints two digits.
fn hundredths(average: f32) -> f64 {
    (f64::from(average) * 100.0).round() / 100.0
}

/// Returns the root, and each other file system that stores data, at the shortest path where it is mounted.
fn filesystems() -> procfs::ProcResult<Vec<Filesystem>> {
    let mut mounts = Process::myself()?.mountinfo()?.0;
    let (mut paths, mut devices) = (HashSet::new(), HashSet::new());
    mounts.reverse(); // a later mount hides an earlier one at its path
    mounts.retain(|mount| paths.insert(mount.mount_point.clone()));
    mounts.retain(|mount| is_root(mount) || STORING.contains(&&*mount.fs_type));
    mounts.sort_by_key(|mount| mount.mount_point.as_os_str().len());
    mounts.retain(|mount| mount.mount_point.is_dir() && devices.insert(device(mount)));
    Ok(mounts.iter().filter_map(filesystem).collect())
}

fn is_root(mount: &MountInfo) -> bool {
    mount.mount_point == Path::new("/")
}

/// Returns what all mounts of a file system have in common: parts of a btrfs differ in their numbers, but not in their
/// device.
fn device(mount: &MountInfo) -> String {
    let source = mount.mount_source.clone().filter(|source| source.starts_with("/dev/"));
    source.unwrap_or_else(|| mount.majmin.clone())
}

#[allow(clippy::useless_conversion, reason = "the numbers have fewer bits on 32-bit systems")]
fn filesystem(mount: &MountInfo) -> Option<Filesystem> {
    let of = statvfs(&mount.mount_point).ok()?;
    let bytes = |blocks| u64::from(blocks).saturating_mul(u64::from(of.fragment_size()));
    Some(Filesystem {
        mount_point: mount.mount_point.to_string_lossy().into_owned(),
        kind: mount.fs_type.clone(),
        size: bytes(of.blocks()),
        available: bytes(of.blocks_available()),
    })
}
