//! A page in the browser: finding, clicking, typing, and waiting until something is true.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::command::Post;

/// How long a test waits for a condition.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// The page of a test.
pub(crate) struct Page {
    pub(super) client: Client,
}

impl Page {
    pub(super) async fn new(client: Client, (width, height): (u32, u32)) -> Self {
        let page = Page { client };
        page.resize(width, height).await;
        page.report_violations().await;
        page
    }

    /// Opens a URL.
    pub(crate) async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    /// Returns the value of an expression in JavaScript, which can use `await`.
    pub(crate) async fn evaluate(&self, expression: &str) -> Value {
        let script = format!("return (async () => ({expression}))();");
        let value = self.client.execute(&script, vec![]).await;
        value.unwrap_or_else(|error| panic!("cannot evaluate `{expression}`: {error}"))
    }

    /// Returns the number that an expression in JavaScript has.
    pub(crate) async fn number(&self, expression: &str) -> f64 {
        let value = self.evaluate(expression).await;
        value.as_f64().unwrap_or_else(|| panic!("`{expression}` is {value}, not a number"))
    }

    /// Waits until an expression in JavaScript is true. An expression that throws is not true yet.
    pub(crate) async fn until(&self, expression: &str) {
        self.until_within(PATIENCE, expression).await;
    }

    /// Waits for a longer or a shorter time until an expression in JavaScript is true.
    pub(crate) async fn until_within(&self, patience: Duration, expression: &str) {
        let script = format!("try {{ return ({expression}); }} catch (error) {{ return String(error); }}");
        let deadline = Instant::now() + patience;
        loop {
            let value = self.client.execute(&script, vec![]).await;
            if matches!(value, Ok(Value::Bool(true))) {
                return;
            }
            assert!(Instant::now() < deadline, "`{expression}` never was true; it is {value:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until an element that matches a selector is displayed, and clicks on it.
    pub(crate) async fn click(&self, selector: &str) {
        self.until_displayed(selector).await;
        let element = self.client.find(Locator::Css(selector)).await;
        let clicked = async { element?.click().await };
        clicked.await.unwrap_or_else(|error| panic!("cannot click on `{selector}`: {error}"));
    }

    /// Moves the mouse over the element that matches a selector.
    pub(crate) async fn hover(&self, selector: &str) {
        self.until_displayed(selector).await;
        let hovered = async {
            let element = self.client.find(Locator::Css(selector)).await?;
            let over = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
            self.client.perform_actions(MouseActions::new("mouse".to_owned()).then(over)).await
        };
        hovered.await.unwrap_or_else(|error| panic!("cannot move over `{selector}`: {error}"));
    }

    /// Types into the element that matches a selector, instead of what is in it.
    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        self.until_displayed(selector).await;
        let element = self.client.find(Locator::Css(selector)).await;
        let filled = async {
            let element = element?;
            element.clear().await?;
            element.send_keys(text).await
        };
        filled.await.unwrap_or_else(|error| panic!("cannot type into `{selector}`: {error}"));
    }

    /// Chooses an option of a list by its text.
    pub(crate) async fn choose(&self, selector: &str, text: &str) {
        self.until_displayed(selector).await;
        let list = self.client.find(Locator::Css(selector)).await;
        let chosen = async { list?.select_by_label(text).await };
        chosen.await.unwrap_or_else(|error| panic!("cannot choose `{text}` in `{selector}`: {error}"));
    }

    /// Presses a key, wherever the focus is.
    pub(crate) async fn press(&self, key: impl Into<char>) {
        let value = key.into();
        let keys = KeyActions::new("keyboard".to_owned());
        let keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client
            .perform_actions(keys)
            .await
            .unwrap_or_else(|error| panic!("cannot press {value:?}: {error}"));
    }

    /// Returns the text of the first element that matches a selector, as a user sees it.
    pub(crate) async fn text(&self, selector: &str) -> String {
        self.until_displayed(selector).await;
        let text = self.evaluate(&format!("document.querySelector({}).innerText", json!(selector))).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an element that matches a selector is displayed.
    pub(crate) async fn until_displayed(&self, selector: &str) {
        self.until(&format!("document.querySelector({}).checkVisibility()", json!(selector))).await;
    }

    /// Returns a screenshot of the visible part, as PNG. A page that crashed has none.
    pub(crate) async fn screenshot(&self) -> Result<Vec<u8>, CmdError> {
        self.client.screenshot().await
    }

    pub(super) async fn devtools(&self, method: &str, parameters: Value) -> Value {
        let answer = self.client.issue_cmd(Post::devtools(method, &parameters)).await;
        answer.unwrap_or_else(|error| panic!("DevTools refuses {method}: {error}"))
    }

    pub(super) async fn log(&self) -> Value {
        self.client.issue_cmd(Post::log()).await.expect("chromedriver keeps the log")
    }
}
