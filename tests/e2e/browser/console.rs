//! What a page reports: errors and warnings in its console, and violations of its Content-Security-Policy.

use serde_json::json;

use super::page::Page;

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
}
