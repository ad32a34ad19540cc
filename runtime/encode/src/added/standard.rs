//! Names of metrics that are the same in every program. Dashboards and alerts rely on them, so views do not change
//! them.

/// The metrics of a process: those that all client libraries of Prometheus name alike, those of `VictoriaMetrics`, and
/// three that only Gapless exports.
const PROCESS: [&str; 14] = [
    "process_context_switches_total",
    "process_cpu_seconds_total",
    "process_heap_bytes",
    "process_io_read_bytes_total",
    "process_io_storage_read_bytes_total",
    "process_io_storage_written_bytes_total",
    "process_io_written_bytes_total",
    "process_max_fds",
    "process_open_fds",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_threads",
    "process_virtual_memory_bytes",
    "process_virtual_memory_max_bytes",
];

/// Returns whether a metric has the same name in every program.
pub(super) fn is_standard(name: &str) -> bool {
    is_own(name) || PROCESS.contains(&name)
}

/// Returns whether a metric describes Gapless itself.
pub(super) fn is_own(name: &str) -> bool {
    name.starts_with("gapless_")
}

/// Returns a standard name that starts with a prefix, if one exists.
pub(super) fn starting_with(prefix: &str) -> Option<&'static str> {
    let is_below = |name: &&str| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_'));
    let own = (prefix == "gapless" || is_own(prefix)).then_some("gapless_info");
    own.or_else(|| PROCESS.into_iter().find(is_below))
}
