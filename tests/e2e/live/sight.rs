//! The live page as a reader sees it: cards, legends, and the pixels of lines.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::browser::{PATIENCE, Page};

/// Finds the pixels of a color in the canvas of a card. The copy keeps Chromium from reading the canvas itself, which
/// would slow down its drawing.
const FIND_PIXELS: &str = r#"
(([metric, color]) => {
    const canvas = document.querySelector(`[data-metric="${metric}"] canvas`);
    const { width, height } = canvas;
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const wanted = color.match(/\d+/g).slice(0, 3).map(Number);
    const columns = new Set();
    let [first, last] = [height, 0];
    for (let at = 0; at < data.length; at += 4) {
        const distance = wanted.reduce((sum, part, of) => sum + Math.abs(part - data[at + of]), 0);
        if (data[at + 3] < 64 || distance > 24) continue; // a line has soft edges, and the area below it is pale
        columns.add((at / 4) % width);
        const row = Math.floor(at / 4 / width);
        [first, last] = [Math.min(first, row), Math.max(last, row + 1)];
    }
    return { width: columns.size / width, top: 1 - first / height, bottom: 1 - last / height };
})"#;

/// Opens a stream of its own, waits for points with a value, and then for the next frame.
const RECEIVE: &str = r#"
(async ([topic, value]) => {
    const stream = new EventSource(`events?topic=${encodeURIComponent(topic)}`);
    await new Promise((resolve) => stream.addEventListener("points", ({ data }) => data.includes(`[${value}`) && resolve()));
    stream.close();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
})"#;

/// The pixels of a line, as fractions of the size of its chart.
#[derive(Debug, Deserialize)]
pub(super) struct Drawn {
    /// The columns with the line.
    pub(super) width: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Page {
    /// Waits until the page receives points.
    pub(super) async fn until_live(&self) {
        self.until("document.getElementById('status').dataset.state === 'live'").await;
    }

    /// Goes to an address of the page, such as `#cellar_guests`.
    pub(super) async fn go(&self, address: &str) {
        self.evaluate(&format!("location.hash = {}", json!(address))).await;
    }

    /// Goes to a metric, and waits until its card has points.
    pub(super) async fn show(&self, metric: &str) {
        self.go(&format!("#{metric}")).await;
        self.until_card(metric, "ok").await;
    }

    /// Waits until the card of a metric is displayed in a state.
    pub(super) async fn until_card(&self, metric: &str, state: &str) {
        self.until_displayed(&format!("{}[data-state='{state}']", card(metric))).await;
    }

    /// Waits until the legend of a metric shows a value of a series.
    pub(super) async fn until_value(&self, metric: &str, series: &str, value: &str) {
        let shown = format!(
            "{}.querySelector('.line > span').innerText.startsWith({})",
            line(metric, series),
            json!(value)
        );
        self.until(&shown).await;
    }

    /// Waits until the browser has received points of a topic with a value, whether or not the page shows them.
    pub(super) async fn receive(&self, topic: &str, value: &str) {
        self.evaluate(&format!("await {RECEIVE}({})", json!([topic, value]))).await;
    }

    /// Returns the series in the legend of a metric, in its order.
    pub(super) async fn series(&self, metric: &str) -> Vec<String> {
        let names = format!(
            "[...document.querySelectorAll(`{} .line bdi`)].map((name) => name.textContent)",
            card(metric)
        );
        serde_json::from_value(self.evaluate(&names).await).expect("they are strings")
    }

    /// Clicks on a series in the legend of a metric, which hides it or shows it again.
    pub(super) async fn toggle(&self, metric: &str, series: &str) {
        self.click(&button(metric, series)).await;
    }

    /// Clicks on "only" beside a series in the legend of a metric, which hides all others or shows them again.
    pub(super) async fn isolate(&self, metric: &str, series: &str) {
        let button = button(metric, series);
        self.hover(&button).await;
        self.click(&format!("{button} + .only")).await;
    }

    /// Returns the color of a series, as CSS.
    pub(super) async fn color(&self, metric: &str, series: &str) -> String {
        let swatch = format!("{}.querySelector('i')", line(metric, series));
        let color = self.evaluate(&format!("getComputedStyle({swatch}).backgroundColor")).await;
        color.as_str().expect("a color is a string").to_owned()
    }

    /// Returns the color in a variable of the style sheet, in the notation `rgb(..)`.
    pub(super) async fn css_variable(&self, name: &str) -> String {
        let probe = format!(
            "((probe) => (probe.style.color = 'var({name})', document.body.append(probe), getComputedStyle(probe).color))(document.createElement('i'))"
        );
        let color = self.evaluate(&probe).await;
        self.evaluate("document.body.lastElementChild.remove()").await;
        color.as_str().expect("a color is a string").to_owned()
    }

    /// Returns the pixels that a metric's chart has in a color.
    pub(super) async fn drawn(&self, metric: &str, color: &str) -> Drawn {
        let drawn = self.evaluate(&format!("{FIND_PIXELS}({})", json!([metric, color]))).await;
        serde_json::from_value(drawn).expect("the script returns the pixels")
    }

    /// Waits until the pixels of a color in a metric's chart satisfy a condition.
    pub(super) async fn until_drawn(&self, metric: &str, color: &str, condition: impl Fn(&Drawn) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let drawn = self.drawn(metric, color).await;
            if condition(&drawn) {
                return;
            }
            assert!(Instant::now() < deadline, "the chart of {metric} has {drawn:?} in {color}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Returns the selector of a metric's card.
pub(super) fn card(metric: &str) -> String {
    format!("[data-metric='{metric}']")
}

/// Returns the selector of the button that hides the series with a label value.
fn button(metric: &str, value: &str) -> String {
    format!("{} [data-series*='\"{value}\"']", card(metric))
}

/// Returns an expression for the line of the series with a label value in the legend of a metric. Without a value, it
/// is the first line.
fn line(metric: &str, value: &str) -> String {
    let quoted = json!(json!(value).to_string());
    let has_value =
        if value.is_empty() { "true".to_owned() } else { format!("line.dataset.series.includes({quoted})") };
    format!("[...document.querySelectorAll(`{} .line`)].find((line) => {has_value})", card(metric))
}
