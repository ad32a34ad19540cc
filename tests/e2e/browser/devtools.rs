//! The browser of a test under other conditions: a phone, the dark, a clean heap.

use serde_json::{Value, json};

use super::page::Page;

/// The memory of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// Bytes of objects and buffers that scripts can still reach.
    pub(crate) heap: f64,
    /// Nodes of the document, with those that only scripts can reach.
    pub(crate) nodes: f64,
}

impl Page {
    /// Makes the page prefer `dark` or `light` colors.
    pub(crate) async fn prefer(&self, colors: &str) {
        let scheme = json!({"name": "prefers-color-scheme", "value": colors});
        self.devtools("Emulation.setEmulatedMedia", json!({"features": [scheme]})).await;
    }

    /// Sets the size of the page, in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Gives the page the screen of a phone with touch, in pixels.
    pub(crate) async fn become_phone(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": true});
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": true})).await;
    }

    /// Returns what is in memory after a garbage collection.
    pub(crate) async fn memory(&self) -> Memory {
        self.devtools("HeapProfiler.collectGarbage", json!({})).await;
        let usage = self.devtools("Runtime.getHeapUsage", json!({})).await;
        let counters = self.devtools("Memory.getDOMCounters", json!({})).await;
        let number = |value: &Value| value.as_f64().expect("it is a number");
        let heap = number(&usage["usedSize"]) + number(&usage["backingStorageSize"]);
        Memory { heap, nodes: number(&counters["nodes"]) }
    }
}
