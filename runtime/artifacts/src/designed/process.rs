//! The process and the program: the plugins `Process` and `Application`.

use super::families::Families;
use super::panels::{legend, lines, row, stat, table, up, BAD, NOW, RANGE, WARNING};
use super::Plugin;
use crate::catalog::Comparison;
use crate::dashboard::{Dashboard, Panel, PanelKind, Unit};
use crate::promql::{Expr, Gauge};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "process",
    title: "Process",
    description: "The program and its process: version, uptime, CPU, memory, files and I/O, of all replicas.",
    groups: &["process", "application"],
    needs: &["process_cpu_seconds_total", "process_start_time_seconds", "application_info"],
    fixed: &INFO,
    rows,
};

/// The labels of the program.
const INFO: [&str; 6] = ["name", "version", "commit", "author", "profile", "rustc"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), uptime(of), cpu(of), memory(of), open_files(of), restarts(of)]))
        .row(row("Program", INFO.map(|label| fact(of, label))))
        .row(row("Replicas", [versions(of), uptimes(of)]))
        .row(row("CPU", [cpu_by_replica(of), threads(of), context_switches(of)]))
        .row(row("Memory", [resident(of), memory_kinds(of), virtual_memory(of), allocators(of)]))
        .row(row("Files and I/O", [files(of), io(of), storage(of)]))
        .row(row("Dependencies", [dependencies(of)]).collapsed())
}

/// Returns the moment at which the program started, or its process.
fn start<'c>(of: &Families<'c>) -> Option<Gauge<'c>> {
    of.gauge("application_start_time_seconds").or_else(|| of.gauge("process_start_time_seconds"))
}

/// Adds a line for each replica.
fn by_replica(panel: Panel, of: &Families<'_>, gauge: &str) -> Option<Panel> {
    Some(panel.query(of.gauge(gauge)?.sum(&["instance"]).ok()?, legend("instance")))
}

// Numbers of now.

fn uptime(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Uptime", Unit::Seconds, Expr::time() - start(of)?.max(&[]).ok()?);
    Some(panel.description(
        "Time since the start of the replica that started last. A short time without a release is bad: a replica \
         has restarted.",
    ))
}

fn cpu(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("CPU", Unit::Ratio, of.counter("process_cpu_seconds_total")?.rate(NOW, &[]).ok()?);
    Some(panel.description(
        "CPU time of all replicas; 100 % is one CPU. A value near the limit of the replicas is bad.",
    ))
}

fn memory(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Memory", Unit::Bytes, of.gauge("process_resident_memory_bytes")?.sum(&[]).ok()?);
    Some(
        panel.description(
            "Memory of all replicas that is in RAM. A value near the limit of the replicas is bad.",
        ),
    )
}

fn open_files(of: &Families<'_>) -> Option<Panel> {
    let open = of.gauge("process_open_fds")?.max(&["job", "instance"]).ok()?;
    let limit = of.gauge("process_max_fds")?.max(&["job", "instance"]).ok()?;
    let panel = stat("File descriptors", Unit::Ratio, (open / limit).max_by(&[]));
    Some(panel.threshold(0.7, WARNING).threshold(0.9, BAD).max(1.0).description(
        "Open file descriptors in relation to their limit, of the replica with the greatest part. A value near 100 % \
         is bad: the replica cannot accept connections.",
    ))
}

fn restarts(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Restarts in the range", Unit::Short, start(of)?.changes(RANGE, &[]).ok()?);
    Some(panel.threshold(1.0, WARNING).description(
        "Changes of the start time of a target in the time range. More than one for each replica and release is bad.",
    ))
}

// The program.

/// Creates a panel with a fact about the program, such as its version.
fn fact(of: &Families<'_>, label: &'static str) -> Option<Panel> {
    let info = of.gauge("application_info")?.sum(&[label]).ok()?;
    let title = match label {
        "rustc" => "Compiler".to_owned(),
        _ => label[..1].to_uppercase() + &label[1..],
    };
    let panel = Panel::new(PanelKind::Name, title, Unit::None).query(info, legend(label));
    let description = match label {
        "name" => "The name of the program's package.",
        "version" => "The version of the program. Several versions are bad after a release has ended.",
        "commit" => "The commit of the build. Several commits are bad after a release has ended.",
        "author" => "The author of the commit.",
        "profile" => "The build: `debug` is bad in production, because it is slow.",
        _ => "The compiler of the build.",
    };
    Some(panel.description(description))
}

// Replicas.

fn versions(of: &Families<'_>) -> Option<Panel> {
    let info = of.gauge("application_info")?;
    let known = INFO.into_iter().filter(|label| info.family().has_label(label));
    let labels: Vec<_> = ["instance"].into_iter().chain(known).collect();
    let panel = table("Versions", Unit::None).query(info.max(&labels).ok()?, "");
    Some(panel.description(
        "The program that each replica runs. Different versions are bad after a release has ended.",
    ))
}

fn uptimes(of: &Families<'_>) -> Option<Panel> {
    let start = of.gauge("process_start_time_seconds").or_else(|| start(of))?;
    let uptime = Expr::time() - start.max(&["instance"]).ok()?;
    let panel = lines("Uptime", Unit::Seconds).width(12).query(uptime, legend("instance"));
    Some(panel.description(
        "Time since the start of each replica. A line that falls to zero again and again is bad: the replica \
         crashes.",
    ))
}

// CPU.

fn cpu_by_replica(of: &Families<'_>) -> Option<Panel> {
    let cpu = of.counter("process_cpu_seconds_total")?.rate(NOW, &["instance"]).ok()?;
    let panel = lines("CPU", Unit::Ratio).query(cpu, legend("instance"));
    Some(panel.description(
        "CPU time of each replica; 100 % is one CPU. One line far above the others is bad: the load is not \
         shared.",
    ))
}

fn threads(of: &Families<'_>) -> Option<Panel> {
    let panel = by_replica(lines("Threads", Unit::Short), of, "process_threads")?;
    Some(panel.description("Threads of each replica. A line that only rises is bad: threads may never end."))
}

fn context_switches(of: &Families<'_>) -> Option<Panel> {
    let switches = of.counter("process_context_switches_total")?.rate(NOW, &["kind"]).ok()?;
    let panel = lines("Context switches", Unit::PerSecond).query(switches, legend("kind"));
    Some(panel.description(
        "Switches from a thread of the process to another. Many involuntary switches are bad: threads share too \
         few CPUs.",
    ))
}

// Memory.

fn resident(of: &Families<'_>) -> Option<Panel> {
    let panel = by_replica(lines("Memory", Unit::Bytes), of, "process_resident_memory_bytes")?;
    Some(panel.width(6).description(
        "Memory of each replica that is in RAM. A line that rises for days is bad: memory may leak.",
    ))
}

fn memory_kinds(of: &Families<'_>) -> Option<Panel> {
    let panel = by_replica(lines("Private memory", Unit::Bytes), of, "process_heap_bytes")?;
    Some(panel.width(6).description(
        "Private writable memory of each replica, in RAM or not. A line that rises for days is bad: memory may \
         leak.",
    ))
}

/// Returns the smallest limit, or 0 for an unlimited resource, whose infinite limit would hide all other lines.
fn smallest(limit: &Gauge<'_>) -> Option<Expr> {
    Some(limit.min(&[]).ok()?.compare(Comparison::Less, &Expr::decimal("Inf")).or_zero())
}

fn virtual_memory(of: &Families<'_>) -> Option<Panel> {
    let mut panel = by_replica(lines("Address space", Unit::Bytes), of, "process_virtual_memory_bytes")?;
    if let Some(limit) = of.gauge("process_virtual_memory_max_bytes") {
        panel = panel.query(smallest(&limit)?, "limit");
    }
    Some(
        panel
            .width(6)
            .description(
                "Address space of each replica. It is often large; a value near the limit is bad. A limit of 0 stands \
                 for none.",
            ),
    )
}

fn allocators(of: &Families<'_>) -> Option<Panel> {
    let kinds = ["allocated", "active", "metadata", "resident", "mapped", "retained"];
    let sum = |kind| of.gauge(&format!("process_allocator_{kind}_bytes"))?.sum(&["allocator"]).ok();
    let sums = kinds.into_iter().filter_map(|kind| Some((kind, sum(kind)?)));
    let add = |panel: Panel, (kind, sum)| panel.query(sum, format!("{{{{allocator}}}} {kind}"));
    let panel = sums.fold(lines("Allocator", Unit::Bytes).width(6), add);
    (!panel.queries.is_empty()).then(|| {
        panel.description(
            "Memory of the allocator. A resident memory far above the allocated one is bad: the memory is \
             fragmented.",
        )
    })
}

// Files and I/O.

fn files(of: &Families<'_>) -> Option<Panel> {
    let mut panel = by_replica(lines("Open file descriptors", Unit::Short), of, "process_open_fds")?;
    if let Some(limit) = of.gauge("process_max_fds") {
        panel = panel.query(smallest(&limit)?, "limit");
    }
    Some(panel.description(
        "Open files and sockets of each replica. A line that rises to the limit is bad: files or sockets stay \
         open.",
    ))
}

fn io(of: &Families<'_>) -> Option<Panel> {
    bytes(of, "I/O", ["process_io_read_bytes_total", "process_io_written_bytes_total"]).map(|panel| {
        panel.description(
            "Bytes that system calls read and write, of files and sockets, over all replicas. A jump without \
             more requests is bad.",
        )
    })
}

fn storage(of: &Families<'_>) -> Option<Panel> {
    let names = ["process_io_storage_read_bytes_total", "process_io_storage_written_bytes_total"];
    bytes(of, "Storage", names).map(|panel| {
        panel.description(
            "Bytes that storage devices read and write for the program. A value near the capacity of the device \
             is bad.",
        )
    })
}

fn bytes(of: &Families<'_>, title: &str, [read, written]: [&str; 2]) -> Option<Panel> {
    let rate = |name| of.counter(name)?.rate(NOW, &[]).ok();
    Some(lines(title, Unit::BytesPerSecond).query(rate(read)?, "read").query(rate(written)?, "written"))
}

// Dependencies.

fn dependencies(of: &Families<'_>) -> Option<Panel> {
    let replicas = of.gauge("application_dependency_info")?.sum(&["name", "version"]).ok()?;
    let panel = table("Dependencies", Unit::Short).width(24).height(16).query(replicas, "replicas");
    Some(panel.description(
        "The packages of the program. A package that only a part of the replicas has shows different builds.",
    ))
}
