//! The layout of a dashboard: which panels are shown first, and which wait in closed rows.

use crate::dashboard::{Dashboard, Panel, PanelKind, Row};

/// The greatest number of panels in open rows, in addition to the first row of single numbers.
const MOST_OPEN: usize = 18;

/// The greatest number of single numbers in the first row.
const MOST_STATS: usize = 6;

/// A part of a dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Rate,
    Errors,
    Duration,
    Worst,
    Saturation,
    Values,
    Amounts,
    State,
    /// More about rates, in a closed row.
    MoreRates,
    /// The distribution of observations, in a closed row.
    Distributions,
    /// The events in the time range of the dashboard, in a closed row.
    Totals,
}

/// The panels of a dashboard in the making.
#[derive(Debug, Default)]
pub(super) struct Layout {
    stats: Vec<Panel>,
    panels: Vec<(Section, Panel)>,
}

impl Section {
    const OPEN: [Section; 8] = [
        Section::Rate,
        Section::Errors,
        Section::Duration,
        Section::Worst,
        Section::Saturation,
        Section::Values,
        Section::Amounts,
        Section::State,
    ];
    const CLOSED: [Section; 3] = [Section::MoreRates, Section::Distributions, Section::Totals];

    const fn title(self) -> &'static str {
        match self {
            Section::Rate => "Rate",
            Section::Errors => "Errors",
            Section::Duration => "Duration",
            Section::Worst => "Worst now",
            Section::Saturation => "Saturation",
            Section::Values => "Values",
            Section::Amounts => "Amounts",
            Section::State => "State",
            Section::MoreRates => "More rates",
            Section::Distributions => "Distributions",
            Section::Totals => "Totals of the time range",
        }
    }
}

impl Layout {
    /// Adds a single number to the first row; the first ones are shown.
    pub(super) fn stat(&mut self, panel: Panel) {
        self.stats.push(panel);
    }

    /// Adds a panel; panels that are added first are shown first.
    pub(super) fn add(&mut self, section: Section, panel: Panel) {
        self.panels.push((section, panel));
    }

    /// Returns the panels that are not single numbers, in the order of their sections.
    pub(super) fn into_panels(mut self) -> Vec<Panel> {
        self.panels.sort_by_key(|(section, _)| *section);
        self.panels.into_iter().map(|(_, panel)| panel).collect()
    }

    /// Adds all rows to a dashboard.
    pub(super) fn rows(mut self, dashboard: Dashboard) -> Dashboard {
        let n_stats = self.stats.len().min(MOST_STATS);
        let more_stats = self.stats.split_off(n_stats);
        let open = self.n_open();
        let dashboard = dashboard.row(row("Now", self.stats));
        let (mut rows, mut more) = (Vec::new(), Vec::new());
        for (section, n) in Section::OPEN.into_iter().zip(open) {
            let mut first = of(&self.panels, section);
            more.extend(Some((section, first.split_off(n))).filter(|(_, rest)| !rest.is_empty()));
            rows.push(row(section.title(), first));
        }
        let dashboard = rows.into_iter().fold(dashboard, Dashboard::row);
        let more = more.into_iter().map(|(section, rest)| row(&format!("More: {}", section.title()), rest));
        let closed =
            Section::CLOSED.into_iter().map(|section| row(section.title(), of(&self.panels, section)));
        let stats = row("More: now", more_stats);
        more.chain(closed).chain([stats]).map(Row::collapsed).fold(dashboard, Dashboard::row)
    }

    /// Returns the number of open panels of each section. Sections take turns until the limit is reached.
    fn n_open(&self) -> [usize; Section::OPEN.len()] {
        let available =
            Section::OPEN.map(|section| self.panels.iter().filter(|(of, _)| *of == section).count());
        let mut open = [0; Section::OPEN.len()];
        let turns = (1..=MOST_OPEN).flat_map(|turn| (0..available.len()).map(move |section| (turn, section)));
        for (turn, section) in turns.filter(|(turn, section)| available[*section] >= *turn).take(MOST_OPEN) {
            open[section] = turn;
        }
        open
    }
}

fn of(panels: &[(Section, Panel)], section: Section) -> Vec<Panel> {
    panels.iter().filter(|(of, _)| *of == section).map(|(_, panel)| panel.clone()).collect()
}

/// Creates a row whose panels fill the width.
pub(super) fn row(title: &str, panels: Vec<Panel>) -> Row {
    let width = match panels.len() {
        1 => 24,
        2 | 4 => 12,
        _ => 8,
    };
    let n = u32::try_from(panels.len()).unwrap_or(u32::MAX).clamp(1, 8);
    panels.into_iter().fold(Row::new(title), |row, panel| {
        let width = match panel.kind {
            PanelKind::Stat => 24 / n,
            PanelKind::Table => 24,
            _ => width,
        };
        row.panel(panel.width(width))
    })
}
