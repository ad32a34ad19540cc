//! The budget: a declaration with too many series does not compile.

use crate::declared::descriptor::{Descriptor, Origin};
use crate::declared::kind::Kind;
use crate::declared::label::Label;
use crate::declared::message::Message;

/// The bound on the series of a declaration without `max_series`.
pub const DEFAULT_MAX_SERIES: usize = 512;

impl Descriptor {
    /// Fails the build of a declaration with too many series.
    ///
    /// # Panics
    ///
    /// Panics in `const` code, with the number of series and the remedy.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_budget(&self, max_series: usize) {
        match self.first_open_label() {
            _ if matches!(self.kind, Kind::Info) => {}
            Some(label) if self.max_series.is_none() => self.fail_without_bound(label),
            Some(_) if self.max_open_values() == 0 => self.fail_without_room(max_series),
            Some(_) => {}
            None if self.series_count() > max_series => self.fail_over_budget(max_series),
            None => {}
        }
    }

    const fn first_open_label(&self) -> Option<&Label> {
        let mut i = 0;
        while i < self.labels.len() {
            if self.labels[i].values.is_none() {
                return Some(&self.labels[i]);
            }
            i += 1;
        }
        None
    }

    #[track_caller]
    const fn fail_over_budget(&self, max_series: usize) -> ! {
        let n_series = self.series_count();
        let mut message = Message::new();
        message.code(self.name).text(" has ").number(n_series).text(" series (");
        self.write_product(&mut message);
        message.text("), which exceeds its budget of ").number(max_series);
        message.text("; reduce label values or buckets, or write ");
        self.write_remedy(n_series, &mut message);
        panic!("{}", message.as_str());
    }

    #[track_caller]
    const fn fail_without_bound(&self, open: &Label) -> ! {
        let mut message = Message::new();
        message.text("the label ").code(open.name).text(" of ").code(self.name);
        message.text(" is open, so the metric needs a bound on its series; write ");
        self.write_remedy(DEFAULT_MAX_SERIES, &mut message);
        message.text(", or use an enum with `#[derive(LabelValue)]`");
        panic!("{}", message.as_str());
    }

    #[track_caller]
    const fn fail_without_room(&self, max_series: usize) -> ! {
        let each = self.n_series_per_open_value();
        let mut message = Message::new();
        message
            .code(self.name)
            .text(" has ")
            .number(each)
            .text(" series for each value of its open labels (");
        self.write_product(&mut message);
        message.text("), more than its bound of ").number(max_series).text("; write ");
        self.write_remedy(each * 100, &mut message);
        message.text(" to allow 100 values");
        panic!("{}", message.as_str());
    }

    const fn write_remedy(&self, n_series: usize, message: &mut Message) {
        match self.origin {
            Origin::Declaration | Origin::Sampled => {
                message.text("`#[max_series(").number(n_series).text(")]`")
            }
            Origin::Function | Origin::Struct => message.text("`max_series = ").number(n_series).text("`"),
        };
    }

    /// Writes the factors, such as `method, route: 5 * origin: 4 * 15 buckets, sum and count`.
    const fn write_product(&self, message: &mut Message) {
        let (mut factors, mut i) = (0, 0);
        while i < self.labels.len() {
            let label = self.labels[i];
            i += 1;
            if label.values.is_none() {
                continue;
            }
            message.text(if factors > 0 { " * " } else { "" }).text(label.name);
            while i < self.labels.len() && self.labels[i].is_of_the_set_before() {
                message.text(", ").text(self.labels[i].name);
                i += 1;
            }
            message.text(": ").number(label.cardinality());
            factors += 1;
        }
        if matches!(self.kind, Kind::Histogram) {
            message.text(if factors > 0 { " * " } else { "" });
            message.number(self.buckets.len() + 1).text(" buckets, sum and count");
        }
        if matches!(self.kind, Kind::Summary) {
            message.text(if factors > 0 { " * " } else { "" });
            message.number(self.quantiles_at().len()).text(" quantiles, sum and count");
        }
        if let Some(states) = self.states {
            message.text(if factors > 0 { " * " } else { "" });
            message.number(states.len()).text(" states");
        }
    }
}
