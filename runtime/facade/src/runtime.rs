//! The tokio runtime of a thread, by which probes find the threads of a test.

use gapless_core::__private::inventory;
use gapless_core::testing::CurrentRuntime;
use tokio::runtime::Handle;

inventory::submit! { CurrentRuntime(|| Handle::try_current().ok().map(|current| current.id().to_string())) }
