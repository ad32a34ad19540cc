//! Dashboards that are made from the declared metrics alone.
//!
//! The type, the unit, the labels and the help text of a family choose its panels. A dashboard begins with single
//! numbers; rows about the rate, the errors, the duration, the worst and the saturation follow; closed rows have the
//! rest.

mod events;
mod functions;
mod gauge;
mod group;
mod labels;
mod layout;
mod observations;
mod overview;
mod state;
mod stats;
mod subject;
mod words;
mod worst;

#[cfg(test)]
mod tests;

use self::group::Group;
use crate::catalog::{Catalog, Family};
use crate::dashboard::Dashboard;
use crate::designed;

/// The group of annotated functions.
const FUNCTIONS: &str = "functions";

/// The key of the dashboard of families without a group.
const UNGROUPED: &str = "metrics";

/// Creates all dashboards of a catalog: the overview, the designed dashboards, and a generated dashboard of each group
/// with the families that no designed dashboard shows.
///
/// ```
/// use gapless::artifacts::{dashboards, Catalog};
///
/// gapless::defmetrics! {
///     #![group = "shop"]
///
///     /// Orders.
///     counter shop_orders_total(paid: bool);
/// }
///
/// let dashboards = dashboards(&Catalog::declared());
/// assert_eq!(dashboards[0].key, "overview");
/// assert!(dashboards.iter().any(|dashboard| dashboard.key == "shop"));
/// ```
#[must_use]
pub fn dashboards(catalog: &Catalog) -> Vec<Dashboard> {
    let designs: Vec<_> = designed::designs(catalog).collect();
    let is_shown = |family: &Family| designs.iter().any(|(_, shown)| shown.contains(&*family.name));
    let generated: Vec<_> =
        catalog.groups().into_iter().filter_map(|name| rest(catalog, name, &is_shown)).collect();
    let overview = overview::linked(catalog, &|name| {
        let designed =
            designs.iter().find(|(_, shown)| catalog.group(name).any(|of| shown.contains(&*of.name)));
        designed.map_or_else(|| key(name), |(dashboard, _)| dashboard.key.clone())
    });
    let designed = designs.iter().map(|(dashboard, _)| dashboard.clone());
    [overview].into_iter().chain(designed).chain(generated).collect()
}

/// Creates the dashboard of the families of a group that no designed dashboard shows, if one is left.
fn rest(catalog: &Catalog, name: &str, is_shown: &dyn Fn(&Family) -> bool) -> Option<Dashboard> {
    let (shown, rest): (Vec<_>, Vec<_>) = catalog.group(name).partition(|family| is_shown(family));
    match (&*shown, &*rest) {
        (_, []) => None,
        ([], _) => Some(group(catalog, name)),
        _ => {
            let whole = described(name);
            let (key, title) = (format!("{}-more", whole.key), format!("{}: more", whole.title));
            Some(Group::new(catalog, rest).fill(Dashboard { key, title, ..whole }))
        }
    }
}

/// Creates the dashboard of a group: every family of the group has a panel.
///
/// ```
/// use gapless::artifacts::{generated, Catalog};
///
/// let dashboard = generated::group(&Catalog::default(), "chat");
/// assert_eq!(dashboard.title, "Chat");
/// assert_eq!(dashboard.panels().count(), 0);
/// ```
#[must_use]
pub fn group(catalog: &Catalog, group: &str) -> Dashboard {
    if group == FUNCTIONS {
        return functions(catalog);
    }
    Group::new(catalog, catalog.group(group)).fill(described(group))
}

/// Creates the dashboard of annotated functions: their calls, errors, panics and durations, and the worst of them.
///
/// ```
/// use gapless::artifacts::{generated, Catalog};
///
/// let dashboard = generated::functions(&Catalog::default());
/// assert_eq!(dashboard.title, "Functions");
/// ```
#[must_use]
pub fn functions(catalog: &Catalog) -> Dashboard {
    functions::dashboard(catalog)
}

/// Creates the dashboard of the whole program: one panel for each group, which opens the dashboard of the group, and
/// the numbers that Gapless reports about itself.
///
/// ```
/// use gapless::artifacts::{generated, Catalog};
///
/// let dashboard = generated::overview(&Catalog::default());
/// assert_eq!(dashboard.key, "overview");
/// ```
#[must_use]
pub fn overview(catalog: &Catalog) -> Dashboard {
    overview::dashboard(catalog)
}

/// Returns the key of the dashboard of a group.
fn key(group: &str) -> String {
    match group {
        "" => UNGROUPED.to_owned(),
        overview::KEY | UNGROUPED => format!("group-{group}"),
        _ => group.replace('_', "-"),
    }
}

/// Creates the dashboard of a group without its panels.
fn described(group: &str) -> Dashboard {
    if group.is_empty() {
        let description = "The metrics that do not belong to a group.";
        return Dashboard::new(key(group), "Metrics", description).tag("generated");
    }
    let description = format!("The metrics of the group `{group}`.");
    Dashboard::new(key(group), words::named(group), description).tag("generated")
}
