//! Metrics of the process. The test needs a separate process, because other tests would change the numbers.

#![cfg(target_os = "linux")]

use std::fs::File;
use std::sync::mpsc::channel;
use std::thread;

use gapless::encode::{Format, View};
use gapless::plugins::Process;
use gapless::snapshot::Value;
use gapless::sources::Sources;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

const STANDARD: &str = "\
# HELP process_context_switches_total Switches from a thread of the process to another thread.
# TYPE process_context_switches_total counter
# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
# TYPE process_cpu_seconds_total counter
# HELP process_heap_bytes Process heap size in bytes.
# TYPE process_heap_bytes gauge
# HELP process_io_read_bytes_total Bytes that system calls have read.
# TYPE process_io_read_bytes_total counter
# HELP process_io_storage_read_bytes_total Bytes that storage devices have read for the process.
# TYPE process_io_storage_read_bytes_total counter
# HELP process_io_storage_written_bytes_total Bytes that storage devices have written for the process.
# TYPE process_io_storage_written_bytes_total counter
# HELP process_io_written_bytes_total Bytes that system calls have written.
# TYPE process_io_written_bytes_total counter
# HELP process_max_fds Maximum number of open file descriptors.
# TYPE process_max_fds gauge
# HELP process_open_fds Number of open file descriptors.
# TYPE process_open_fds gauge
# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
# TYPE process_start_time_seconds gauge
# HELP process_threads Number of OS threads in the process.
# TYPE process_threads gauge
# HELP process_virtual_memory_bytes Virtual memory size in bytes.
# TYPE process_virtual_memory_bytes gauge
# HELP process_virtual_memory_max_bytes Maximum amount of virtual memory available in bytes.
# TYPE process_virtual_memory_max_bytes gauge
";

fn value(sources: &Sources, name: &str) -> f64 {
    let collection = sources.collect().wait();
    let family = collection.family(name).unwrap_or_else(|| panic!("{name} is not there"));
    let [series] = &*family.series else { panic!("{name} has one series") };
    series.value.as_f64()
}

/// One test, because two tests would see each other's files and threads.
#[test]
fn the_standard_metrics_follow_the_process() {
    let sources = Sources::new();
    sources.add(Process::default()).expect("the name is free");
    let view = View::builder().groups(["process"]).sources(sources.clone()).build();
    let body = linted(
        view.expect("the view is valid").scrape(Format::Text).into_bytes(),
        Format::Text.content_type(),
    );
    let body = String::from_utf8(body).expect("the string is UTF-8");
    let metadata: Vec<_> = body.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(metadata, STANDARD.lines().collect::<Vec<_>>());

    let value = |name| value(&sources, name);
    let before = value("process_open_fds");
    let file = File::open("/proc/self/stat").expect("the file exists");
    assert_eq!(value("process_open_fds"), before + 1.0);
    drop(file);
    assert_eq!(value("process_open_fds"), before);

    let before = value("process_threads");
    let (end, ended) = channel::<()>();
    let thread = thread::spawn(move || _ = ended.recv());
    assert_eq!(value("process_threads"), before + 1.0);
    drop(end);
    thread.join().expect("the thread does not panic");

    let (max_fds, _) = rlimit::Resource::NOFILE.get().expect("the system has a limit");
    assert_eq!(value("process_max_fds").to_bits(), (max_fds as f64).to_bits());
    assert!(value("process_resident_memory_bytes") <= value("process_virtual_memory_bytes"));
    assert!(value("process_virtual_memory_bytes") <= value("process_virtual_memory_max_bytes"));
    assert!(value("process_heap_bytes") > 0.0);
    assert_eq!(value("process_start_time_seconds"), value("process_start_time_seconds"));

    let spent = value("process_cpu_seconds_total");
    while value("process_cpu_seconds_total") <= spent {} // reading takes CPU time
    let cpu =
        sources.collect().wait().family("process_cpu_seconds_total").map(|of| of.series[0].value.clone());
    assert!(matches!(cpu, Some(Value::Counter(_))));
}
