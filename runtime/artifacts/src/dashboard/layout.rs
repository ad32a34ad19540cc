//! The places and ids of rows and panels, which both of Grafana's models have in common.

use std::collections::BTreeSet;

use super::{uid, Dashboard, Panel, Row};

/// The columns of a row.
const COLUMNS: u32 = 24;

/// The greatest id. JavaScript represents it exactly, and it keeps links short.
const GREATEST_ID: u32 = 999_999;

/// A row with its id and its panels.
pub(super) struct PlacedRow<'d> {
    pub(super) row: &'d Row,
    pub(super) id: u32,
    pub(super) panels: Vec<PlacedPanel<'d>>,
    pub(super) height: u32,
}

/// A panel with its id, and its place from the upper left corner of the row.
pub(super) struct PlacedPanel<'d> {
    pub(super) panel: &'d Panel,
    pub(super) id: u32,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
}

/// Returns the rows with places and ids. The id of a panel depends on the titles of its row and of the panel, so that
/// links to it survive changes elsewhere.
pub(super) fn placed(dashboard: &Dashboard) -> Vec<PlacedRow<'_>> {
    let mut ids = Ids::default();
    dashboard.rows.iter().map(|row| place(row, &mut ids)).collect()
}

fn place<'d>(row: &'d Row, ids: &mut Ids) -> PlacedRow<'d> {
    let id = ids.next(&row.title);
    let (mut x, mut y, mut line) = (0, 0, 0);
    let mut panels = Vec::new();
    for panel in &row.panels {
        let width = panel.width.clamp(1, COLUMNS);
        if x + width > COLUMNS {
            (x, y, line) = (0, y + line, 0);
        }
        let id = ids.next(&format!("{}\n{}", row.title, panel.title));
        panels.push(PlacedPanel { panel, id, x, y, width });
        x += width;
        line = line.max(panel.height);
    }
    PlacedRow { row, id, panels, height: y + line }
}

#[derive(Default)]
struct Ids(BTreeSet<u32>);

impl Ids {
    fn next(&mut self, name: &str) -> u32 {
        let mut id = uid::number(name) % GREATEST_ID + 1;
        while !self.0.insert(id) {
            id = id % GREATEST_ID + 1;
        }
        id
    }
}
