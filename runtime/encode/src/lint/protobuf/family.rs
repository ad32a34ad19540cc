//! A `MetricFamily`: its name, its type, and its metrics, whose labels must differ.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::content_type::Wire;
use super::super::finding::{shown, Report};
use super::super::kind::Kind;
use super::super::name::{self, Names};
use super::super::rule::Rule;
use super::message::Message;
use super::metric::Metric;

/// The types, by number.
const KINDS: [Kind; 6] =
    [Kind::Counter, Kind::Gauge, Kind::Summary, Kind::Unknown, Kind::Histogram, Kind::GaugeHistogram];

#[derive(Debug)]
pub(super) struct Family<'m> {
    pub(super) name: Cow<'m, str>,
    kind: Option<Kind>,
    message: &'m Message<'m>,
}

impl<'m> Family<'m> {
    pub(super) fn read(message: &'m Message<'m>, report: &mut Report) -> Self {
        let kind = usize::try_from(message.integer(3)).ok().and_then(|number| KINDS.get(number).copied());
        if kind.is_none() {
            report.say(message, Rule::Type, format!("{} is not a type; write 0 to 5", message.integer(3)));
        }
        Family { name: message.text(1), kind, message }
    }

    pub(super) fn suffixes(&self) -> &'static [&'static str] {
        self.kind.unwrap_or(Kind::Unknown).suffixes(Wire::Protobuf)
    }

    pub(super) fn check(&self, names: Names, report: &mut Report) {
        name::check_metric(&self.name, names == Names::Utf8, self.message, report);
        names.check_family(&self.name, "", self.message, report);
        if self.kind == Some(Kind::Counter) && !self.name.ends_with("_total") {
            let words =
                format!("the name of the counter {} does not end in `_total`; add it", shown(&self.name));
            report.advise(self.message, Rule::CounterName, words);
        }
        let mut seen = HashSet::new();
        for message in &self.message.messages(4, report) {
            let metric = Metric::read(message, self.kind, names, report);
            if !seen.insert(metric.series()) {
                report.say(
                    message,
                    Rule::SeriesTwice,
                    "another metric of the family has the same labels; write each label set once",
                );
            }
            metric.check(report);
        }
    }
}
