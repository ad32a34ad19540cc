//! Open spans: the records in progress until a span closes.

use std::time::Instant;

use gapless_core::__private::Static;
use gapless_core::{UpDownCounter, UpDownGuard};
use tracing_core::span::{Attributes, Record};

use super::draft::Draft;
use super::plan::Plan;

/// The entry of an open span in the registry of `tracing-subscriber`.
///
/// The value is taken out while fields are written to it: the `Debug` of a field may emit events, for which other
/// layers look at the span.
#[derive(Debug)]
pub(super) struct Kept(pub(super) Option<Running>);

/// The records in progress of an open span.
#[derive(Debug)]
pub(super) struct Running {
    started: Instant,
    /// Recorded when the span closes.
    drafts: Vec<(&'static Plan, Draft)>,
    /// Count the span while it is open.
    _guards: Vec<UpDownGuard>,
}

impl Running {
    pub(super) fn start(plans: &'static [Plan], attributes: &Attributes<'_>) -> Self {
        let mut running = Running { started: Instant::now(), drafts: Vec::new(), _guards: Vec::new() };
        for plan in plans {
            let mut draft = Draft::new(plan);
            attributes.record(&mut draft.visitor(plan));
            if plan.is_in_flight() {
                running._guards.extend(raise(plan, &draft));
            } else {
                running.drafts.push((plan, draft));
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
        let elapsed = self.started.elapsed();
        self.drafts.iter().for_each(|(plan, draft)| draft.record(plan, Some(elapsed)));
    }
}

/// Counts an open span; a span that lacks the value of a label counts as refused.
fn raise(plan: &Plan, draft: &Draft) -> Option<UpDownGuard> {
    let declared = plan.feed.declared;
    let series = draft.series(plan);
    if series.is_none() {
        declared.refuse(1);
    }
    series.map(|series| UpDownCounter::from_parts(Static::of(declared), series).guard())
}
