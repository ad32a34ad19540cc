//! The readings and windows that a reporter's thread keeps for each subscription.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gapless_core::{FamilySnapshot, Pattern};

use super::batch::Batch;
use super::gathering::Delivery;
use super::handle::SubscriptionId;
use super::subscription::Subscription;
use super::tracker::Tracker;

/// The subscriptions, and the metrics that the reporter knows.
#[derive(Default)]
pub(super) struct History {
    subscriptions: HashMap<SubscriptionId, Followed>,
    known: HashSet<Cow<'static, str>>,
}

/// A subscription, and whether it had a batch.
struct Followed {
    tracker: Tracker,
    is_reported: bool,
}

impl History {
    pub(super) fn subscribe(&mut self, id: SubscriptionId, subscription: Arc<Subscription>) {
        let tracker = Tracker::new(subscription);
        self.subscriptions.insert(id, Followed { tracker, is_reported: false });
    }

    pub(super) fn unsubscribe(&mut self, id: SubscriptionId) {
        self.subscriptions.remove(&id);
    }

    /// Removes the subscriptions that have ended, and returns whether one is left.
    pub(super) fn retain(&self, delivery: &mut Delivery) -> bool {
        delivery.subscriptions.retain(|id| self.subscriptions.contains_key(id));
        !delivery.subscriptions.is_empty()
    }

    /// Returns the metrics that did not exist before, and remembers them. The first batch of a subscription does not
    /// have any.
    pub(super) fn new_metrics(&mut self, delivery: &Delivery) -> Vec<Arc<FamilySnapshot>> {
        let Self { subscriptions, known } = self;
        let reported = delivery.subscriptions.iter().filter_map(|id| subscriptions.get(id));
        let reported: Vec<_> = reported.filter(|followed| followed.is_reported).collect();
        let is_selected = |family: &FamilySnapshot| {
            let mut patterns =
                reported.iter().map(|followed| Pattern(followed.tracker.subscription().metrics()));
            patterns.any(|pattern| pattern.fits(&family.name))
        };
        let is_new = |family: &&Arc<FamilySnapshot>| known.insert(family.name.clone()) && is_selected(family);
        delivery.families.iter().filter(is_new).cloned().collect()
    }

    /// Returns the batch with the changes since the last one, and remembers its readings.
    pub(super) fn advance(&mut self, delivery: &Delivery) -> Batch {
        let Delivery { time, families, subscriptions, .. } = delivery;
        let mut parts = Vec::new();
        for id in subscriptions {
            if let Some(followed) = self.subscriptions.get_mut(id) {
                followed.is_reported = true;
                parts.push(followed.tracker.part(families, *time));
            }
        }
        Batch::of_parts(*time, families.clone(), parts)
    }
}
