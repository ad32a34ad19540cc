//! A family with all that its panels need to know: its queries, its title, and the variables of its dashboard.

use gapless_core::Kind;

use super::labels::{has_many_values, Bad, MOST_LINES};
use crate::catalog::{Catalog, Family, Origin};
use crate::error::Error;
use crate::promql::{Counter, Expr, Gauge, Histogram, Queries, Summary, Window};

/// A family on a dashboard.
#[derive(Clone, Debug)]
pub(super) struct Subject<'c> {
    pub(super) family: &'c Family,
    pub(super) queries: Queries<'c>,
    /// The labels with which the variables of the dashboard select series of this family.
    variables: Vec<&'c str>,
    title: String,
}

/// A family whose events are counted: a counter, or the observations of a histogram or a summary.
#[derive(Clone, Debug)]
pub(super) enum Events<'c> {
    Counter(Counter<'c>),
    Histogram(Histogram<'c>),
    Summary(Summary<'c>),
}

impl<'c> Subject<'c> {
    pub(super) fn new(
        catalog: &'c Catalog,
        family: &'c Family,
        variables: &[&'c str],
        title: String,
    ) -> Self {
        // A variable that selects everything also selects series without the label.
        let variables = variables.iter().filter(|label| family.has_label(label)).copied().collect();
        Subject { family, queries: Queries::of_dashboards(catalog), variables, title }
    }

    pub(super) fn title(&self) -> String {
        self.title.clone()
    }

    /// Returns the help text, a sentence about the panel, and the name of the metric.
    pub(super) fn describe(&self, sentence: &str) -> String {
        let absence = self.absence();
        let parts = [&*ended(&self.family.help), sentence, &absence];
        let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        format!("{parts} Metric: `{}`.", self.family.name)
    }

    /// Returns why the family may have no series.
    fn absence(&self) -> String {
        if let Some(measured) = self.measured() {
            return format!("A series exists while a value of the struct `{measured}` does.");
        }
        let is_open = self.family.declarations.iter().flat_map(|of| &of.labels).any(|of| of.values.is_none());
        match self.family.kind {
            Kind::Gauge | Kind::StateSet | Kind::Info => "It has no data until the program sets it.",
            _ if is_open => "A series appears with its first record.",
            _ => "",
        }
        .to_owned()
    }

    /// Returns the struct whose values are measured.
    fn measured(&self) -> Option<&'c str> {
        self.family.declarations.iter().find_map(|of| match &of.origin {
            Origin::Measured(name) => Some(&**name),
            _ => None,
        })
    }

    pub(super) fn counter(&self) -> Result<Counter<'c>, Error> {
        let of = self.queries.counter(&self.family.name)?;
        self.variables.iter().try_fold(of, |of, label| of.like(label, &variable(label)))
    }

    pub(super) fn gauge(&self) -> Result<Gauge<'c>, Error> {
        let of = self.queries.gauge(&self.family.name)?;
        self.variables.iter().try_fold(of, |of, label| of.like(label, &variable(label)))
    }

    pub(super) fn histogram(&self) -> Result<Histogram<'c>, Error> {
        let of = self.queries.histogram(&self.family.name)?;
        self.variables.iter().try_fold(of, |of, label| of.like(label, &variable(label)))
    }

    pub(super) fn summary(&self) -> Result<Summary<'c>, Error> {
        let of = self.queries.summary(&self.family.name)?;
        self.variables.iter().try_fold(of, |of, label| of.like(label, &variable(label)))
    }

    /// Returns the events that the family counts; an error if it has another type.
    pub(super) fn events(&self) -> Result<Events<'c>, Error> {
        match self.family.kind {
            Kind::Histogram => self.histogram().map(Events::Histogram),
            Kind::Summary => self.summary().map(Events::Summary),
            _ => self.counter().map(Events::Counter),
        }
    }

    /// Keeps the greatest series if the labels have many values.
    pub(super) fn greatest(&self, expr: Expr, by: &[&str]) -> Expr {
        if has_many_values(self.family, by) {
            expr.topk(MOST_LINES)
        } else {
            expr
        }
    }
}

impl<'c> Events<'c> {
    pub(super) fn rate(&self, by: &[&str]) -> Result<Expr, Error> {
        match self {
            Events::Counter(of) => of.rate(Window::RateInterval, by),
            Events::Histogram(of) => of.rate(Window::RateInterval, by),
            Events::Summary(of) => of.rate(Window::RateInterval, by),
        }
    }

    /// Returns the number of events in the time range of the dashboard.
    pub(super) fn in_range(&self, by: &[&str]) -> Result<Expr, Error> {
        match self {
            Events::Counter(of) => of.increase(Window::Range, by),
            Events::Histogram(of) => of.increase(Window::Range, by),
            Events::Summary(of) => of.increase(Window::Range, by),
        }
    }

    /// Returns the number of errors per second; 0 if only successes have series.
    pub(super) fn error_rate(&self, bad: &Bad<'_>, by: &[&str]) -> Result<Expr, Error> {
        let errors = self.clone().select(bad)?.rate(by)?;
        match bad {
            Bad::Like(label, _) if !by.contains(label) => {
                Ok(errors.or(&(self.rate(by)? * Expr::number(0.0))))
            }
            _ => Ok(errors),
        }
    }

    /// Returns the part of the events that are errors; 0 without events.
    pub(super) fn error_ratio(&self, bad: &Bad<'_>, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.error_rate(bad, by)?.part_of(&self.rate(by)?))
    }

    /// Keeps the events that are errors.
    pub(super) fn select(self, bad: &Bad<'_>) -> Result<Self, Error> {
        match bad {
            Bad::All => Ok(self),
            Bad::Values(label, values) => self.any_of(label, values),
            Bad::Like(label, regex) => self.like(label, regex),
        }
    }

    pub(super) fn any_of(self, label: &str, values: &[&str]) -> Result<Self, Error> {
        match self {
            Events::Counter(of) => of.any_of(label, values).map(Events::Counter),
            Events::Histogram(of) => of.any_of(label, values).map(Events::Histogram),
            Events::Summary(of) => of.any_of(label, values).map(Events::Summary),
        }
    }

    fn like(self, label: &str, regex: &str) -> Result<Self, Error> {
        match self {
            Events::Counter(of) => of.like(label, regex).map(Events::Counter),
            Events::Histogram(of) => of.like(label, regex).map(Events::Histogram),
            Events::Summary(of) => of.like(label, regex).map(Events::Summary),
        }
    }
}

/// Returns a legend with the values of labels, such as `{{method}}, {{route}}`.
pub(super) fn legend(labels: &[&str]) -> String {
    labels.iter().map(|label| format!("{{{{{label}}}}}")).collect::<Vec<_>>().join(", ")
}

/// Returns the variable that has the values of a label.
fn variable(label: &str) -> String {
    format!("${label}")
}

/// Ends a help text with a period.
fn ended(help: &str) -> String {
    match help.trim_end() {
        "" => String::new(),
        help if help.ends_with(['.', '!', '?']) => help.to_owned(),
        help => format!("{help}."),
    }
}
