//! The commands of chromedriver that WebDriver does not have.

use axum::http::Method;
use fantoccini::wd::WebDriverCompatibleCommand;
use reqwest::Url;
use serde_json::{Value, json};

/// A request to chromedriver: a path below the session, and a body.
#[derive(Debug)]
pub(super) struct Post(&'static str, Value);

impl Post {
    /// Returns a command of the DevTools protocol.
    pub(super) fn devtools(method: &str, parameters: &Value) -> Self {
        Post("goog/cdp/execute", json!({"cmd": method, "params": parameters}))
    }

    /// Returns the command that takes what the page has reported since the last such command.
    pub(super) fn log() -> Self {
        Post("se/log", json!({"type": "browser"}))
    }
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}
