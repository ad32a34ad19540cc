//! Gatherings: the readings of one moment, which all reporters that are due share.

use std::sync::Arc;
use std::time::SystemTime;

use gapless_core::{FamilySnapshot, Pattern};
use gapless_encode::View;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::clock::Clock;
use super::handle::SubscriptionId;
use super::member::Member;
use super::subscription::Subscription;

/// The readings of one moment.
#[derive(Debug)]
pub(super) struct Gathering {
    time: SystemTime,
    /// The families that a subscription selects, in name order.
    families: Vec<Arc<FamilySnapshot>>,
}

/// The subscriptions of a reporter that are due.
pub(super) struct Due {
    pub(super) member: Arc<Member>,
    pub(super) subscriptions: Vec<(SubscriptionId, Arc<Subscription>)>,
    /// Receives the result of the report.
    pub(super) done: Option<oneshot::Sender<Reported>>,
}

/// The result of a report, or why the values were not sent.
pub(super) type Reported = Result<(), String>;

/// The readings for one reporter.
pub(super) struct Delivery {
    pub(super) time: SystemTime,
    /// The families that the subscriptions select, in name order.
    pub(super) families: Vec<Arc<FamilySnapshot>>,
    pub(super) subscriptions: Vec<SubscriptionId>,
    pub(super) done: Option<oneshot::Sender<Reported>>,
}

/// Reads the families that the subscriptions select. The sources are collected before. The call blocks.
pub(super) fn gather(view: &View, runtime: &Handle, clock: &Clock, due: &[Due]) -> Gathering {
    let view = collected(view, runtime);
    let time = clock.time(clock.now());
    let families = view.snapshot_of(|name| due.iter().any(|due| due.selects(name))).families;
    Gathering { time, families: families.into_iter().map(Arc::new).collect() }
}

/// Returns the names of all metrics of a view. The call blocks while sources are collected.
pub(super) fn names(view: &View) -> Vec<String> {
    let mut names = Vec::new();
    let _ = view.snapshot_of(|name| {
        names.push(name.to_owned());
        false
    });
    names
}

/// Collects the sources of a view. The call blocks.
pub(super) fn collected(view: &View, runtime: &Handle) -> View {
    let view = runtime.block_on(view.collected());
    view.take_news().iter().for_each(|news| tracing::warn!("{news}"));
    view
}

impl Due {
    /// Returns whether a subscription selects a metric.
    fn selects(&self, name: &str) -> bool {
        self.subscriptions.iter().any(|(_, of)| Pattern(of.metrics()).fits(name))
    }

    /// Returns the part of a gathering for the reporter.
    pub(super) fn select(self, gathering: &Gathering) -> (Arc<Member>, Delivery) {
        let families =
            gathering.families.iter().filter(|family| self.selects(&family.name)).cloned().collect();
        let subscriptions = self.subscriptions.iter().map(|(id, _)| *id).collect();
        (self.member, Delivery { time: gathering.time, families, subscriptions, done: self.done })
    }
}

impl Delivery {
    /// Returns the number of series.
    pub(super) fn series(&self) -> u64 {
        self.families.iter().map(|family| family.series.len() as u64).sum()
    }

    /// Answers who waits for the report.
    pub(super) fn answer(&mut self, reported: Reported) {
        if let Some(done) = self.done.take() {
            let _ = done.send(reported); // nobody waits any more
        }
    }
}
