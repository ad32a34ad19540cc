//! A workspace in a temporary directory, and the CPU time that building one of its crates takes.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use tempfile::TempDir;

use crate::crates::Crate;

/// The two builds that a user waits for: `cargo check` in an editor, and a release build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Build {
    Check,
    Release,
}

impl Build {
    pub(crate) const ALL: [Build; 2] = [Build::Check, Build::Release];

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Build::Check => &["check"],
            Build::Release => &["build", "--release"],
        }
    }
}

/// A workspace that is deleted on drop.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// Creates a workspace of these crates, with the dependency versions of this repository.
    pub(crate) fn with(crates: &[Crate]) -> io::Result<Self> {
        let folder = Folder(tempfile::tempdir()?);
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        let members: Vec<_> = crates.iter().map(|krate| krate.name).collect();
        folder.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))?;
        std::fs::copy(repository.join("Cargo.lock"), folder.path("Cargo.lock"))?;
        for krate in crates {
            std::fs::create_dir(folder.path(krate.name))?;
            folder.write(&format!("{}/Cargo.toml", krate.name), &krate.manifest(&repository))?;
            folder.write(&format!("{}/lib.rs", krate.name), &krate.source)?;
        }
        Ok(folder)
    }

    /// Builds everything, so that later builds compile only the crate that changed.
    pub(crate) fn build_all(&self, build: Build) -> io::Result<()> {
        self.cargo(build, "--workspace")
    }

    /// Returns the CPU time of building one crate whose dependencies are built.
    pub(crate) fn seconds_of(&self, krate: &Crate, build: Build) -> io::Result<f64> {
        self.write(&format!("{}/lib.rs", krate.name), &krate.source)?; // a new modification time counts as a change
        let before = seconds_of_children()?;
        self.cargo(build, &format!("--package={}", krate.name))?;
        Ok(seconds_of_children()? - before)
    }

    fn cargo(&self, build: Build, packages: &str) -> io::Result<()> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(build.arguments()).args(["--quiet", packages]).current_dir(self.0.path());
        command.env("CARGO_TARGET_DIR", self.path("target"));
        command.env("CARGO_INCREMENTAL", "0"); // otherwise the second build would reuse the first one
        let status = command.status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} failed"))) }
    }

    fn write(&self, file: &str, text: &str) -> io::Result<()> {
        std::fs::write(self.path(file), text)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }
}

/// Returns the CPU time of all child processes that have ended, in user and system mode.
fn seconds_of_children() -> io::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = (usage.user_time() + usage.system_time()).num_microseconds();
    #[expect(clippy::cast_precision_loss, reason = "no build takes 2^53 microseconds")]
    let microseconds = microseconds as f64;
    Ok(microseconds / 1e6)
}
