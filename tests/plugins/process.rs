//! The process, its allocators, and the machine.

use std::fs;
use std::io::Write;
use std::sync::mpsc::channel;
use std::time::Duration;

use gapless::Instance;
use gapless::config::Config;
use gapless::plugins::{AllocatorStats, Os, PluginOptions, Process};

use crate::{start, text, value};

#[tokio::test]
async fn bytes_of_system_calls_are_counted_if_the_system_shows_them() {
    let instance = start(Process::new()).await;
    let written = || value(&instance, "process_io_written_bytes_total");
    let before = written();
    assert_eq!(before.is_some(), fs::read_to_string("/proc/self/io").is_ok());
    let mut file = tempfile::tempfile().expect("a file can be created");
    file.write_all(&[7; 10_000]).expect("it can be written");
    assert!(before.is_none() || written() >= before.map(|bytes| bytes + 10_000.0));
    for name in ["io_read_bytes", "io_storage_read_bytes", "io_storage_written_bytes"] {
        assert_eq!(value(&instance, &format!("process_{name}_total")).is_some(), before.is_some());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_wait_is_a_voluntary_context_switch() {
    let instance = start(Process::new()).await;
    let voluntary = || value(&instance, "process_context_switches_total{kind=\"voluntary\"}");
    let before = voluntary();
    let (_sender, receiver) = channel::<()>();
    receiver.recv_timeout(Duration::from_millis(1)).expect_err("nothing is sent");
    assert!(voluntary() > before, "{before:?}");
    assert!(value(&instance, "process_context_switches_total{kind=\"involuntary\"}").is_some());
}

fn allocator(instance: &Instance, name: &str, number: &str) -> Option<f64> {
    value(instance, &format!("process_allocator_{number}_bytes{{allocator=\"{name}\"}}"))
}

#[tokio::test]
async fn an_allocator_has_the_numbers_that_its_function_returns() {
    let stats = |allocated| AllocatorStats { allocated: Some(allocated), ..AllocatorStats::default() };
    let process = Process::new().allocator("pool", move || stats(1)).allocator("pool", move || stats(4096));
    let process = process.allocator("heap", move || AllocatorStats { resident: Some(9), ..stats(5) });
    let instance = start(process).await;
    assert_eq!(allocator(&instance, "pool", "allocated"), Some(4096.0));
    assert_eq!(allocator(&instance, "heap", "allocated"), Some(5.0));
    assert_eq!(
        (allocator(&instance, "pool", "resident"), allocator(&instance, "heap", "resident")),
        (None, Some(9.0))
    );
    assert!(!text(&instance).contains("process_allocator_mapped_bytes"));
}

#[tokio::test]
async fn an_allocator_that_panics_does_not_hide_the_process() {
    let good = || AllocatorStats { active: Some(8), ..AllocatorStats::default() };
    let process = Process::new().allocator("broken", || panic!("no numbers")).allocator("good", good);
    let instance = start(process).await;
    assert_eq!(allocator(&instance, "good", "active"), Some(8.0));
    assert!(!text(&instance).contains("broken"));
    assert!(value(&instance, "process_open_fds").is_some());
}

#[tokio::test]
async fn jemalloc_has_plausible_numbers() {
    let instance = start(Process::new().jemalloc()).await;
    let number =
        |name| allocator(&instance, "jemalloc", name).unwrap_or_else(|| panic!("{name} is exported"));
    assert!(number("allocated") <= number("active"));
    assert!(number("active") <= number("mapped"));
    assert!(number("metadata") > 0.0 && number("resident") > 0.0);
    assert!(number("retained") >= 0.0);
}

#[tokio::test]
async fn mimalloc_has_plausible_numbers() {
    let instance = start(Process::new().mimalloc()).await;
    let number = |name| allocator(&instance, "mimalloc", name);
    assert!(number("mapped") > Some(0.0), "{}", text(&instance));
    assert!(number("retained") >= Some(0.0));
    assert_eq!(number("resident"), None);
}

#[tokio::test]
async fn the_machine_has_plausible_numbers() {
    let instance = start(Os::new()).await;
    let number = |name| value(&instance, name).unwrap_or_else(|| panic!("{name} in {}", text(&instance)));
    for name in ["os_load1", "os_load5", "os_load15"] {
        assert!(cfg!(windows) || (0.0..100_000.0).contains(&number(name)));
    }
    assert!(number("os_memory_total_bytes") > 1e8);
    assert!(number("os_memory_available_bytes") <= number("os_memory_total_bytes"));
    assert!(number("os_swap_free_bytes") <= number("os_swap_total_bytes"));
}

#[tokio::test]
async fn each_file_system_that_stores_data_has_a_size_and_available_bytes() {
    let instance = start(Os::new()).await;
    let text = text(&instance);
    let sizes: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("os_filesystem_size_bytes")).collect();
    assert!((1..=64).contains(&sizes.len()), "{text}");
    assert!(cfg!(windows) || sizes.iter().any(|size| size.starts_with("{mountpoint=\"/\",")), "{text}");
    assert!(!text.contains("mountpoint=\"/proc\"") && !text.contains("mountpoint=\"/sys\""), "{text}");
    for size in sizes {
        let (labels, size) = size.rsplit_once(' ').expect("a series has a value");
        let available = value(&instance, &format!("os_filesystem_avail_bytes{labels}"));
        assert!(available.is_some() && available <= size.parse().ok(), "{labels}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_memory_of_the_machine_is_that_of_the_kernel() {
    let instance = start(Os::new()).await;
    let meminfo = fs::read_to_string("/proc/meminfo").expect("it can be read");
    let total = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:")?.strip_suffix("kB"));
    let total: f64 = total.expect("it has the line").trim().parse().expect("it is a number");
    assert_eq!(value(&instance, "os_memory_total_bytes"), Some(total * 1024.0));
}

#[tokio::test]
async fn the_options_of_the_machine_apply() {
    let config = Config::new().plugin("os", PluginOptions::new().label("rack", "7"));
    let builder = gapless::builder()
        .config(config)
        .plugin(Os::new().options(PluginOptions::new().metric_prefix("shop")));
    let instance = builder.start().await.expect("the plugin starts");
    assert!(value(&instance, "shop_os_memory_total_bytes{rack=\"7\"}").is_some());
}
