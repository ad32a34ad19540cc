//! Panels of state sets and infos.

use super::labels::useful;
use super::layout::{Layout, Section};
use super::subject::{legend, Subject};
use crate::dashboard::{Panel, PanelKind, Unit};
use crate::error::Error;

/// Adds the panel of a state set: one line for each state, with the number of its instances.
pub(super) fn state_set(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    let labels: Vec<_> = useful(of.family).chain([&*of.family.name]).collect();
    let panel = Panel::new(PanelKind::StateTimeline, of.title(), Unit::Short)
        .description(of.describe("The number of series that are in each state."))
        .query(of.gauge()?.sum(&labels)?, legend(&labels));
    layout.add(Section::State, panel);
    Ok(())
}

/// Adds the table of an info.
pub(super) fn info(of: &Subject<'_>, layout: &mut Layout) -> Result<(), Error> {
    layout.add(Section::State, info_table(of)?);
    Ok(())
}

/// Returns a table with the labels of an info, and the number of instances with these labels.
pub(super) fn info_table(of: &Subject<'_>) -> Result<Panel, Error> {
    let labels = of.family.label_names();
    Ok(Panel::new(PanelKind::Table, of.title(), Unit::Short)
        .description(of.describe("One row for each combination, with the number of instances."))
        .query(of.gauge()?.sum(&labels)?, "instances"))
}
