//! Generated dashboards, from catalogs that are written by hand.

mod kinds;
mod rules;
mod snapshot;

use crate::catalog::Catalog;
use crate::dashboard::{Dashboard, Panel, PanelKind};

/// A program with several groups: its lines are those that the macros write.
pub(super) const SHOP: &str = include_str!("tests/shop.jsonl");

pub(super) fn shop() -> Catalog {
    Catalog::from_lines(SHOP).expect("the lines are declarations")
}

/// Returns a catalog of one line in the group `g`, with the members of a declaration.
pub(super) fn one(members: &str) -> Catalog {
    let labels = if members.contains("\"labels\"") { "" } else { r#""labels":[],"# };
    let line = format!(r#"{{"help":"Things.","group":"g",{labels}{members}}}"#);
    Catalog::from_lines(&line).expect("the line is a declaration")
}

/// Returns the panel with a title.
#[track_caller]
pub(super) fn panel<'d>(dashboard: &'d Dashboard, title: &str) -> &'d Panel {
    let titles: Vec<_> = dashboard.panels().map(|panel| &*panel.title).collect();
    let found = dashboard.panels().find(|panel| panel.title == title && panel.kind != PanelKind::Stat);
    found.unwrap_or_else(|| panic!("{title:?} is not one of {titles:?}"))
}

/// Returns the expressions of a panel, without the conditions of the job and the instance.
pub(super) fn expressions(panel: &Panel) -> Vec<String> {
    const SCOPE: &str = r#"job=~"$job", instance=~"$instance""#;
    let own = |text: String| text.replace(&format!("{{{SCOPE}}}"), "").replace(&format!(", {SCOPE}"), "");
    panel.queries.iter().map(|query| own(query.expr.to_string())).collect()
}

pub(super) fn legends(panel: &Panel) -> Vec<&str> {
    panel.queries.iter().map(|query| &*query.legend).collect()
}
