//! The reports of a page: errors and warnings in its console, and violations of its Content-Security-Policy.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};

use super::page::{PATIENCE, Page};

/// Reports each violation in the console, with the directive and the blocked URL.
const REPORT_VIOLATIONS: &str = r#"
    addEventListener("securitypolicyviolation", (event) => {
        console.error(`${event.violatedDirective} blocked ${event.blockedURI || "an inline part"}`);
    });
"#;

impl Page {
    /// Makes each page that is opened from now on report violations of its policy.
    pub(super) async fn report_violations(&self) {
        let script = json!({"source": REPORT_VIOLATIONS});
        self.devtools("Page.addScriptToEvaluateOnNewDocument", script).await;
    }

    /// Takes the errors and warnings that the page has reported since the last call.
    pub(crate) async fn errors(&self) -> Vec<String> {
        let entries = self.log().await;
        let entries = entries.as_array().expect("a log is a list");
        let serious =
            entries.iter().filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        serious.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until the page reports an error with a text, and takes the errors up to it.
    pub(crate) async fn until_error(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut errors = self.errors().await;
        while !errors.iter().any(|error| error.contains(text)) {
            assert!(Instant::now() < deadline, "no error has `{text}`; the page reported {errors:#?}");
            sleep(Duration::from_millis(20)).await;
            errors.extend(self.errors().await);
        }
    }
}
