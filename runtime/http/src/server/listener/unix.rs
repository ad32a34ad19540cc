//! A Unix socket, whose file is there as long as someone listens.

use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

pub(crate) struct Socket {
    /// Before the listener, so that it is dropped first: while someone listens, nobody else takes the file for a stale one.
    _file: File,
    listener: UnixListener,
}

/// The file of a socket, which is removed when this is dropped, if it is still the same.
struct File {
    path: PathBuf,
    identity: (u64, u64),
}

impl Socket {
    pub(super) async fn bind(path: &Path) -> io::Result<Self> {
        let listener = match UnixListener::bind(path) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_stale(path).await => {
                std::fs::remove_file(path)?;
                UnixListener::bind(path)?
            }
            bound => bound?,
        };
        Ok(Socket { _file: File { path: path.to_owned(), identity: identity(path)? }, listener })
    }

    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        Ok(self.listener.accept().await?.0)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if identity(&self.path).is_ok_and(|identity| identity == self.identity) {
            // If it cannot be removed now, the next start does.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Whether it is a socket on which nobody listens.
async fn is_stale(path: &Path) -> bool {
    let is_socket = path.symlink_metadata().is_ok_and(|file| file.file_type().is_socket());
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    is_socket && UnixStream::connect(path).await.err().is_some_and(refused)
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let file = path.symlink_metadata()?;
    Ok((file.dev(), file.ino()))
}
