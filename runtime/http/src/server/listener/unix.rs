//! A Unix socket, whose file exists while the server listens.

use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

pub(crate) struct Socket {
    /// Declared before the listener, so that it is dropped first: while this server listens, the file does not look
    /// stale.
    _file: File,
    listener: UnixListener,
}

/// The file of a socket. Dropping it removes the file, unless the file was replaced.
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
            // If this fails, the next start removes the file.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Returns whether a file is a socket without a listener.
async fn is_stale(path: &Path) -> bool {
    let is_socket = path.symlink_metadata().is_ok_and(|file| file.file_type().is_socket());
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    is_socket && UnixStream::connect(path).await.err().is_some_and(refused)
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let file = path.symlink_metadata()?;
    Ok((file.dev(), file.ino()))
}
