//! Grapevine, built and started as users do, on a free port and without its own traffic.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde::Deserialize;
use tempfile::TempDir;

use crate::linted::linted;
use crate::process::Process;

pub(crate) struct Grapevine {
    pub(crate) process: Process,
    pub(crate) url: String,
    folder: TempDir,
}

/// Grapevine without a process: its address, and the folder of its database.
pub(crate) struct Stopped {
    url: String,
    folder: TempDir,
}

impl Grapevine {
    pub(crate) fn start() -> Self {
        Self::start_binary(binary())
    }

    pub(crate) fn start_binary(binary: &Path) -> Self {
        Self::start_with(binary, "off")
    }

    /// Starts it with its own traffic.
    pub(crate) fn start_with_traffic() -> Self {
        Self::start_with(binary(), "on")
    }

    /// Starts it with a reporter, which sends to a receiver of remote write every two seconds.
    pub(crate) fn start_reporting_to(url: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let mut command = command(folder.path());
        command.env("GAPLESS_REMOTE_WRITE_URL", url).env("GAPLESS_REMOTE_WRITE_INTERVAL", "2s");
        let (process, url) = Process::start(&mut command, "listening on ");
        Grapevine { process, url, folder }
    }

    /// Returns its address, without `http://`.
    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").expect("the address is in the URL")
    }

    fn start_with(binary: &Path, traffic: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let mut command = command_of(binary, folder.path());
        let (process, url) = Process::start(command.args(["--traffic", traffic]), "listening on ");
        Grapevine { process, url, folder }
    }

    /// Returns the URL of its database.
    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("grapevine.db").display())
    }

    /// Kills the process, as a crash would.
    pub(crate) fn kill(self) -> Stopped {
        Stopped { url: self.url, folder: self.folder }
    }

    pub(crate) async fn metrics(&self) -> String {
        let answer = reqwest::get(format!("{}/metrics", self.url)).await.expect("grapevine answers");
        let content_type = answer.headers()["content-type"].to_str().expect("it is ASCII").to_owned();
        linted(answer.text().await.expect("the exposition is UTF-8"), &content_type)
    }
}

impl Stopped {
    /// Starts it at its address, with its database and without its own traffic.
    pub(crate) fn start_again(self) -> Grapevine {
        let address = self.url.strip_prefix("http://").expect("the address is in the URL");
        let mut command = command(self.folder.path());
        let (process, url) = Process::start(command.args(["--addr", address]), "listening on ");
        Grapevine { process, url, folder: self.folder }
    }
}

/// Returns the command with a database in `folder`, a free port, and without traffic.
pub(crate) fn command(folder: &Path) -> Command {
    command_of(binary(), folder)
}

fn command_of(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .args(["--addr", "127.0.0.1:0", "--traffic", "off", "--database"])
        .arg(folder.join("grapevine.db"));
    command
}

/// Builds grapevine, once.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| build(&[], &[]))
}

/// Builds a stripped release executable of grapevine.
pub(crate) fn stripped_release() -> PathBuf {
    build(&["--release"], &["-C", "strip=symbols"])
}

/// Compiler options apply to grapevine only, so that its dependencies are not built again.
fn build(options: &[&str], of_compiler: &[&str]) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["rustc", "--quiet", "--package", "gapless-examples", "--bin", "grapevine"]).args(options);
    cargo.args(["--message-format", "json", "--"]).args(of_compiler).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = cargo.output().expect("cargo runs, as it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let mut built =
        messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok()?.executable);
    built.next_back().expect("cargo names the binary that it built")
}

/// A message of cargo about a built artifact.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
}
