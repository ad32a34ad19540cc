//! Dashboards as text, in `snapshots/NAME.txt`, so that each change is reviewed as a diff.
//!
//! `SNAPSHOTS=overwrite cargo test -p gapless-artifacts` writes new snapshots; read each of them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::shop;
use crate::dashboard::{Dashboard, Panel};
use crate::generated;

#[track_caller]
fn check(name: &str, dashboard: &Dashboard) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name).with_extension("txt");
    let found = text(dashboard);
    if std::env::var_os("SNAPSHOTS").is_some_and(|order| order == "overwrite") {
        fs::write(&path, &found).expect("the folder of snapshots can be written to");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let lines = expected.lines().zip(found.lines()).enumerate();
    let difference = lines.into_iter().find(|(_, (expected, found))| expected != found);
    assert_eq!(difference, None, "{} differs", path.display());
    assert_eq!(expected.lines().count(), found.lines().count(), "{} differs", path.display());
}

fn text(dashboard: &Dashboard) -> String {
    let mut text = format!("{} ({})\n{}\n", dashboard.title, dashboard.key, dashboard.description);
    for variable in &dashboard.variables {
        let _ = writeln!(text, "variable {}: {}", variable.label, variable.series);
    }
    for row in &dashboard.rows {
        let state = if row.collapsed { " (collapsed)" } else { "" };
        let _ = writeln!(text, "\n== {}{state} ==", row.title);
        row.panels.iter().for_each(|panel| write_panel(panel, &mut text));
    }
    text
}

fn write_panel(panel: &Panel, text: &mut String) {
    let opens = panel.opens.as_ref().map(|key| format!(", opens {key}")).unwrap_or_default();
    let opens =
        format!("{opens}{}", panel.selects.iter().map(|of| format!(", selects {of}")).collect::<String>());
    let size = format!("{}x{}", panel.width, panel.height);
    let _ = writeln!(text, "\n{} [{:?}, {:?}, {size}{opens}]", panel.title, panel.kind, panel.unit);
    let _ = writeln!(text, "    {}", panel.description);
    for query in &panel.queries {
        let unit = query.unit.map(|unit| format!(" [{unit:?}]")).unwrap_or_default();
        let _ = writeln!(text, "    {}{unit}: {}", query.legend, query.expr);
    }
}

#[test]
fn the_dashboard_of_a_group() {
    check("chat", &generated::group(&shop(), "chat"));
}

#[test]
fn the_dashboard_of_functions() {
    check("functions", &generated::functions(&shop()));
}

#[test]
fn the_overview() {
    check("overview", &generated::overview(&shop()));
}
