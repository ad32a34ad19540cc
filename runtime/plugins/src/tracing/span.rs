//! Spans that are measured: what is known of them while they are open.

use std::time::Instant;

use gapless_core::{UpDownCounter, UpDownGuard};
use tracing_core::span::{Attributes, Record};

use super::draft::Draft;
use super::plan::Plan;

/// Where the registry of `tracing-subscriber` keeps what is known of an open span. It is taken out to be filled in, as a field
/// may say something itself while it is written, and other layers look at the span then.
#[derive(Debug)]
pub(super) struct Kept(pub(super) Option<Running>);

/// What is known of an open span.
#[derive(Debug)]
pub(super) struct Running {
    started: Instant,
    /// Of those that are recorded when it closes.
    drafts: Vec<(&'static Plan, Draft)>,
    /// Of those that count it while it is open.
    _guards: Vec<UpDownGuard>,
}

impl Running {
    pub(super) fn start(plans: &'static [Plan], attributes: &Attributes<'_>) -> Self {
        let mut running = Running { started: Instant::now(), drafts: Vec::new(), _guards: Vec::new() };
        for plan in plans {
            let mut draft = Draft::new(plan);
            attributes.record(&mut draft.visitor(plan));
            match plan.is_in_flight() {
                true => running._guards.extend(raise(plan, &draft)),
                false => running.drafts.push((plan, draft)),
            }
        }
        running
    }

    pub(super) fn record(&mut self, values: &Record<'_>) {
        for (plan, draft) in &mut self.drafts {
            values.record(&mut draft.visitor(plan));
        }
    }

    pub(super) fn end(self) {
        let lasted = self.started.elapsed();
        self.drafts.iter().for_each(|(plan, draft)| plan.record(draft, Some(lasted)));
    }
}

/// Counts an open span, unless a label lacks its value.
fn raise(plan: &Plan, draft: &Draft) -> Option<UpDownGuard> {
    let family = plan.feed.family;
    let label_set = draft.label_set(plan);
    if label_set.is_none() {
        family.refuse(1);
    }
    label_set.map(|label_set| UpDownCounter::from_parts(family, label_set).guard())
}
