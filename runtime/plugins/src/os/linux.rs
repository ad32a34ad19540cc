//! The machine on Linux, from `/proc`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

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

fn filesystems() -> procfs::ProcResult<Vec<Filesystem>> {
    let mounts = storing(Process::myself()?.mountinfo()?.0, Path::is_dir);
    Ok(mounts.iter().filter_map(filesystem).collect())
}

/// Returns the root, and each other file system that stores data, at the shortest path where it is mounted.
fn storing(mut mounts: Vec<MountInfo>, is_dir: impl Fn(&Path) -> bool) -> Vec<MountInfo> {
    let (mut paths, mut devices) = (HashSet::new(), HashSet::new());
    mounts.iter_mut().for_each(|mount| mount.mount_point = unescaped(&mount.mount_point));
    mounts.reverse(); // a later mount hides an earlier one at its path
    mounts.retain(|mount| paths.insert(mount.mount_point.clone()));
    mounts.retain(|mount| is_root(mount) || STORING.contains(&&*mount.fs_type));
    mounts.sort_by_key(|mount| mount.mount_point.as_os_str().len());
    mounts.retain(|mount| is_dir(&mount.mount_point) && devices.insert(device(mount)));
    mounts
}

/// Returns a path of a mount. Linux writes a space, a tab, a newline and a backslash in octal, such as `\040`.
fn unescaped(path: &Path) -> PathBuf {
    let path = path.to_string_lossy();
    let mut parts = path.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|code| u8::from_str_radix(code, 8).ok());
        plain.push(code.map_or('\\', char::from));
        plain.push_str(code.map_or(part, |_| &part[3..]));
    }
    plain.into()
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

#[cfg(test)]
mod tests {
    use procfs::process::MountInfo;

    use super::storing;

    /// Returns the paths and the sources of the exported file systems, from lines of `/proc/self/mountinfo`.
    fn exported(lines: &[&str]) -> Vec<(String, String)> {
        let mounts = lines.iter().map(|line| MountInfo::from_line(line).expect("the line is valid"));
        let exported = storing(mounts.collect(), |path| !path.ends_with("a_file")).into_iter();
        exported
            .map(|of| (of.mount_point.display().to_string(), of.mount_source.unwrap_or_default()))
            .collect()
    }

    fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
        pairs.map(|(path, source)| (path.to_owned(), source.to_owned())).into()
    }

    const ROOT: &str = "1 0 0:25 / / rw - overlay overlay rw";

    #[test]
    fn a_mount_hides_an_earlier_mount_at_its_path() {
        let lines = [
            ROOT,
            "2 1 8:17 / /data rw - ext4 /dev/sdb1 rw",
            "3 2 8:33 / /data rw - xfs /dev/sdc1 rw",
            "4 1 8:49 / /cache rw - ext4 /dev/sdd1 rw",
            "5 4 0:99 / /cache rw - tmpfs tmpfs rw",
        ];
        assert_eq!(exported(&lines), pairs([("/", "overlay"), ("/data", "/dev/sdc1")]));
    }

    #[test]
    fn a_file_system_with_several_mounts_has_the_shortest_path_to_a_directory() {
        let lines = [
            ROOT,
            "2 1 8:17 / /srv/files rw - ext4 /dev/sdb1 rw",
            "3 1 8:17 /a /a_file rw - ext4 /dev/sdb1 rw",
            "4 1 8:17 /b /files rw - ext4 /dev/sdb1 rw",
            "5 1 0:30 /one /btrfs/one rw - btrfs /dev/sdc1 rw",
            "6 1 0:31 /two /two rw - btrfs /dev/sdc1 rw",
        ];
        let expected = [("/", "overlay"), ("/two", "/dev/sdc1"), ("/files", "/dev/sdb1")];
        assert_eq!(exported(&lines), pairs(expected));
    }

    #[test]
    fn a_path_with_spaces_and_backslashes_is_exported() {
        let lines = [ROOT, r"2 1 8:17 / /media/my\040disk\134 rw - vfat /dev/sdb1 rw"];
        assert_eq!(exported(&lines), pairs([("/", "overlay"), (r"/media/my disk\", "/dev/sdb1")]));
    }
}
