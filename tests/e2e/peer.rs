//! The real programs that tests run against.

use std::path::PathBuf;

/// Returns a file in the folder of real programs; panics with the install command if it is missing.
pub(crate) fn peer(path: &str) -> PathBuf {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let peers =
        std::env::var_os("GAPLESS_PEERS").map_or_else(|| workspace.join("target/peers"), PathBuf::from);
    let path = peers.join(path);
    assert!(
        path.is_file(),
        "no {}; run `.ci/install-peers target/peers`, or name the place in GAPLESS_PEERS",
        path.display()
    );
    path
}
