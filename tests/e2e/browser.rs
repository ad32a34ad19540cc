//! Chromium, which a test drives through chromedriver as a user would: with clicks, keys and its eyes.
//!
//! Chromium and chromedriver come from Debian; `.ci/install-peers` installs them on the system.

mod command;
mod console;
mod devtools;
mod page;
mod tests;

use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;

use fantoccini::{Client, ClientBuilder};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) use self::page::{PATIENCE, Page};
use crate::process::Process;

/// The size of the window of a test, in pixels.
const WINDOW: (u32, u32) = (1280, 800);

/// Opens a URL in a new Chromium, and runs a test with the page. Fails if the page has reported an error that the test
/// does not take from its [console](Page::errors).
///
/// If the test fails, its message names the file of a screenshot, and lists the reported errors.
pub(crate) async fn browse(url: &str, test: impl AsyncFnOnce(&Page)) {
    let (_browser, page) = Browser::start().await;
    let tested = AssertUnwindSafe(async {
        page.open(url).await;
        test(&page).await;
        assert_eq!(page.errors().await, Vec::<String>::new(), "the page reported errors");
    });
    if let Err(panic) = tested.catch_unwind().await {
        report_failure(&page).await;
        resume_unwind(panic);
    }
}

/// A running Chromium with a new profile. Dropping it ends its processes, and deletes what they have written.
struct Browser {
    _driver: Process,
    _folder: TempDir,
}

impl Browser {
    async fn start() -> (Self, Page) {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let mut command = Command::new(installed("chromedriver"));
        command.arg(format!("--port={}", free_port())).env("TMPDIR", folder.path());
        let (driver, port) = Process::start_group(&mut command, "started successfully on port ");
        let client = connect(port.trim_end_matches('.'), folder.path()).await;
        let page = Page::new(client, WINDOW).await;
        (Browser { _driver: driver, _folder: folder }, page)
    }
}

/// Returns a port that is free with IPv4. With port 0, chromedriver ends if the port that it gets with IPv6 is in use
/// with IPv4.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it is bound").port()
}

async fn connect(port: &str, folder: &Path) -> Client {
    let Value::Object(capabilities) = capabilities(folder) else {
        unreachable!("capabilities are an object")
    };
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let session = builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await;
    session.unwrap_or_else(|error| panic!("chromedriver cannot start Chromium: {error}"))
}

/// The options keep Chromium from using a screen, a sandbox that root cannot have, and the network beyond the test.
fn capabilities(folder: &Path) -> Value {
    let (width, height) = WINDOW;
    let options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en-US",
        "--js-flags=--max-old-space-size=512",
        &format!("--window-size={width},{height}"),
        &format!("--user-data-dir={}", folder.join("profile").display()),
    ];
    json!({
        "goog:chromeOptions": {"args": options, "binary": installed("chromium")},
        "goog:loggingPrefs": {"browser": "ALL"},
    })
}

/// Returns the path of a program of the system; panics with the install command if it is missing.
fn installed(program: &str) -> PathBuf {
    let path = Path::new("/usr/bin").join(program);
    assert!(path.is_file(), "no {}; run `.ci/install-peers target/peers`", path.display());
    path
}

/// Saves a screenshot, and writes its path and the errors of the page to stderr.
#[expect(clippy::print_stderr)]
async fn report_failure(page: &Page) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("test").replace("::", "-");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.png"));
    match page.screenshot().await {
        Ok(screenshot) => {
            std::fs::write(&path, screenshot).expect("the target folder can be written");
            eprintln!("the page at the failure: {}\nits errors: {:#?}", path.display(), page.errors().await);
        }
        Err(error) => eprintln!("the page has no picture: {error}"),
    }
}
