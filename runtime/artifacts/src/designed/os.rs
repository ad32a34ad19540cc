//! The machine that the program runs on.

use super::families::Families;
use super::panels::{drawn, lines, row, stat, table, up, BAD, WARNING};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "os",
    title: "Operating system",
    description: "The machines that the program runs on: load, memory, swap and file systems.",
    groups: &["os"],
    needs: &["os_load1", "os_memory_total_bytes"],
    fixed: &[],
    rows,
};

/// The labels of a file system.
const FILE_SYSTEM: [&str; 3] = ["instance", "mountpoint", "fstype"];
const BY: [&str; 1] = ["instance"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), load(of), memory(of), swap(of), disk(of)]))
        .row(row("Load and memory", [loads(of), memory_by_machine(of), swap_by_machine(of)]))
        .row(row("File systems", [full_disks(of), disks(of)]))
        .row(row("Details", [available(of), free_swap(of)]).collapsed())
}

/// Returns the used part of something of which a gauge shows the free part.
fn used(of: &Families<'_>, free: &str, total: &str, by: &[&str]) -> Option<Expr> {
    Some(Expr::number(1.0) - of.max(free, by)? / of.max(total, by)?.above(0.0))
}

fn used_memory(of: &Families<'_>) -> Option<Expr> {
    used(of, "os_memory_available_bytes", "os_memory_total_bytes", &BY)
}

fn used_swap(of: &Families<'_>) -> Option<Expr> {
    used(of, "os_swap_free_bytes", "os_swap_total_bytes", &BY)
}

fn used_disk(of: &Families<'_>) -> Option<Expr> {
    used(of, "os_filesystem_avail_bytes", "os_filesystem_size_bytes", &FILE_SYSTEM)
}

// Numbers of now.

fn load(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Load", Unit::Short, of.max("os_load5", &[])?);
    Some(panel.description(
        "Threads that run or wait for a CPU, over 5 minutes, of the busiest machine. A number above that of its \
         CPUs is bad.",
    ))
}

fn memory(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Memory", Unit::Ratio, used_memory(of)?.max_by(&[]))
        .threshold(0.8, WARNING)
        .threshold(0.95, BAD);
    Some(panel.max(1.0).description(
        "Used memory of the fullest machine. A value near 100 % is bad: the system will end a process.",
    ))
}

fn swap(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Swap", Unit::Ratio, used_swap(of)?.max_by(&[])).threshold(0.25, WARNING).threshold(0.75, BAD);
    Some(panel.max(1.0).description(
        "Used swap space of the fullest machine. A rising value is bad: the machine needs more memory.",
    ))
}

fn disk(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Fullest file system", Unit::Ratio, used_disk(of)?.max_by(&[]))
        .threshold(0.8, WARNING)
        .threshold(0.95, BAD);
    Some(
        panel.max(1.0).description(
            "Used part of the fullest file system. A value near 100 % is bad: writes will fail.",
        ),
    )
}

// Load and memory.

fn loads(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Load", Unit::Short).description(
        "Threads that run or wait for a CPU, of the busiest machine, over 1, 5 and 15 minutes. A line above the \
         number of CPUs is bad.",
    );
    drawn(
        panel,
        [
            (of.max("os_load1", &[]), "1 minute"),
            (of.max("os_load5", &[]), "5 minutes"),
            (of.max("os_load15", &[]), "15 minutes"),
        ],
    )
}

fn memory_by_machine(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Used memory", Unit::Ratio)
        .max(1.0)
        .threshold(0.95, BAD)
        .description("Used part of the memory of each machine. A line near 100 % is bad.");
    drawn(panel, [(used_memory(of), "{{instance}}")])
}

fn swap_by_machine(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Used swap space", Unit::Ratio).max(1.0).description(
        "Used part of the swap space of each machine. A rising line is bad: the machine needs more memory.",
    );
    drawn(panel, [(used_swap(of), "{{instance}}")])
}

// File systems.

fn full_disks(of: &Families<'_>) -> Option<Panel> {
    let panel = table("Fullest file systems", Unit::Ratio).description(
        "File systems with the greatest used part now. A value near 100 % is bad: writes will fail.",
    );
    let panel = panel.column(used_disk(of)?.topk(10), "used", Unit::Ratio);
    Some(panel.column(of.max("os_filesystem_avail_bytes", &FILE_SYSTEM)?, "available", Unit::Bytes))
}

fn disks(of: &Families<'_>) -> Option<Panel> {
    let panel =
        lines("Used part of file systems", Unit::Ratio).width(12).max(1.0).threshold(0.95, BAD).description(
            "Used part of each file system. A line that rises steadily is bad: it shows when the space ends.",
        );
    drawn(panel, [(used_disk(of), "{{instance}} {{mountpoint}}")])
}

// Details.

fn available(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Available memory", Unit::Bytes)
        .width(12)
        .description("Memory that programs can still get, of each machine. A line near zero is bad.");
    drawn(panel, [(of.max("os_memory_available_bytes", &BY), "{{instance}}")])
}

fn free_swap(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Free swap space", Unit::Bytes)
        .width(12)
        .description("Free swap space of each machine. A falling line is bad.");
    drawn(panel, [(of.max("os_swap_free_bytes", &BY), "{{instance}}")])
}
