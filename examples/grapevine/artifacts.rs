//! The files that Prometheus, Alertmanager and Grafana read, written from the metrics of this program.

use std::path::{Path, PathBuf};
use std::{fs, io};

use gapless::artifacts::File;
use thiserror::Error;

/// The error of writing the files.
#[derive(Debug, Error)]
pub(crate) enum WriteError {
    #[error(transparent)]
    Artifacts(#[from] gapless::artifacts::Error),
    #[error("cannot write {}: {source}; name a folder that can be written", path.display())]
    File { path: PathBuf, source: io::Error },
}

/// Writes files into a folder, which is created if it does not exist.
pub(crate) fn write(files: &[File], folder: &Path) -> Result<(), WriteError> {
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, &file.content));
        written.map_err(|source| WriteError::File { path, source })?;
    }
    Ok(())
}
