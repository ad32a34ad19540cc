//! Follows the metrics of a subscription from report to report.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gapless_core::{Change, FamilySnapshot, Pattern, Series};

use super::batch::earlier::Earlier;
use super::batch::{Chosen, Part};
use super::subscription::Subscription;
use super::windows::{SeriesWindows, Windows};

/// A metric that was absent for this time is forgotten. Samples of a source are absent while the source fails.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(300);

/// The last readings of a subscription, and its windows.
///
/// The thread of the reporter has one for each subscription, so changes are complete after a gathering that was
/// dropped.
#[derive(Clone, Debug)]
pub(crate) struct Tracker {
    subscription: Arc<Subscription>,
    windows: Windows,
    time: Option<SystemTime>,
    last: HashMap<Cow<'static, str>, Last>,
}

/// The last reading of a metric.
#[derive(Clone, Debug)]
struct Last {
    family: Arc<FamilySnapshot>,
    time: SystemTime,
    /// By series; empty if the subscription does not have windows.
    windows: Vec<SeriesWindows>,
}

impl Tracker {
    pub(crate) fn new(subscription: Arc<Subscription>) -> Self {
        let windows = Windows::new(&subscription);
        Tracker { subscription, windows, time: None, last: HashMap::new() }
    }

    pub(crate) fn subscription(&self) -> &Arc<Subscription> {
        &self.subscription
    }

    /// Returns the part of a batch for the subscription, and keeps the readings for the next one.
    pub(crate) fn part(&mut self, families: &[Arc<FamilySnapshot>], time: SystemTime) -> Part {
        let subscription = self.subscription.clone();
        let pattern = Pattern(subscription.metrics());
        let fitting = families.iter().enumerate().filter(|(_, family)| pattern.fits(&family.name));
        let chosen = fitting.map(|(index, family)| self.choose(index, family, time)).collect();
        self.time = Some(time);
        let is_recent =
            |last: &Last| time.duration_since(last.time).is_ok_and(|absent| absent <= FORGOTTEN_AFTER);
        self.last.retain(|_, last| is_recent(last));
        Part { subscription, families: chosen }
    }

    fn choose(&mut self, index: usize, family: &Arc<FamilySnapshot>, time: SystemTime) -> Chosen {
        let last = self.last.remove(&family.name);
        let since = last.as_ref().map(|last| last.time).or(self.time);
        let elapsed = since.and_then(|since| time.duration_since(since).ok()).unwrap_or_default();
        let (before, windows) = last.map(|last| (last.family, last.windows)).unzip();
        let mut chosen = Chosen { index, before, elapsed, windowed: Vec::new() };
        let windows = self.update_windows(family, &mut chosen, windows.unwrap_or_default());
        self.last.insert(family.name.clone(), Last { family: family.clone(), time, windows });
        chosen
    }

    /// Adds the changes of a family to the windows of its series. Windows of series that left are dropped.
    fn update_windows(
        &self,
        family: &FamilySnapshot,
        chosen: &mut Chosen,
        windows: Vec<SeriesWindows>,
    ) -> Vec<SeriesWindows> {
        if self.windows.is_empty() {
            return windows;
        }
        let mut earlier = Earlier::new(chosen.before.as_deref());
        let mut windows: Vec<_> = windows.into_iter().map(Some).collect();
        let mut updated = Vec::with_capacity(family.series.len());
        for series in &family.series {
            let found = earlier.find(series);
            let kept = found.and_then(|(place, _)| windows.get_mut(place)?.take());
            let mut kept = kept.unwrap_or_else(|| self.windows.of_new_series());
            let change = self.change(found.map(|(_, before)| before), series, chosen.elapsed);
            self.windows.add(&mut kept, &change);
            chosen.windowed.extend(self.windows.get(&kept, &change));
            updated.push(kept);
        }
        updated
    }

    /// Returns the change of a series. Windows begin with the subscription, so a first reading is not a change.
    fn change(&self, before: Option<&Series>, now: &Series, elapsed: Duration) -> Change {
        match self.time {
            Some(_) => Change::of_series(before, now, elapsed),
            None => Change::between(None, &now.value, elapsed),
        }
    }
}
