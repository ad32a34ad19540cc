//! Errors of artifacts.

use std::fmt;

use gapless_core::Kind;

/// An error of a catalog, or of a dashboard or rule that is made from it.
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A metric does not exist.
    UnknownMetric {
        /// The name.
        name: String,
        /// The most similar metric.
        nearest: Option<String>,
    },
    /// A metric has another type.
    WrongKind {
        /// The metric.
        name: String,
        /// The type of the metric.
        kind: Kind,
        /// The type that the query needs.
        expected: &'static str,
    },
    /// A label does not exist.
    UnknownLabel {
        /// The metric.
        metric: String,
        /// The name of the label.
        label: String,
        /// The labels of the metric.
        labels: Vec<String>,
    },
    /// A label does not have a value.
    UnknownValue {
        /// The metric.
        metric: String,
        /// The name of the label.
        label: String,
        /// The value.
        value: String,
        /// The values of the label.
        values: Vec<String>,
    },
    /// A histogram does not have a bucket.
    UnknownBucket {
        /// The metric.
        metric: String,
        /// The upper bound.
        bound: f64,
        /// The bounds of the histogram.
        bounds: Vec<f64>,
    },
    /// An alert does not exist.
    UnknownAlert {
        /// The name.
        name: String,
        /// The most similar alert.
        nearest: Option<String>,
    },
    /// Two declarations have different alerts of one name.
    DuplicateAlert {
        /// The name.
        name: String,
        /// The metrics of the alerts.
        metrics: [String; 2],
    },
    /// The alert of a declaration has the name of a default alert.
    DefaultAlert {
        /// The name.
        name: String,
        /// The metric of the declaration.
        metric: String,
    },
    /// An option sets the threshold of an alert without one.
    NoThreshold {
        /// The alert.
        alert: String,
    },
    /// An option sets a threshold that is not a finite number, or that a share can never exceed.
    InvalidThreshold {
        /// The alert.
        alert: String,
        /// The threshold.
        threshold: f64,
    },
    /// A severity is not a lower-case word.
    InvalidSeverity {
        /// The alert.
        alert: String,
        /// The severity.
        severity: String,
    },
    /// The address of runbooks is not a URL.
    InvalidRunbooks {
        /// The address.
        address: String,
    },
    /// The name of the program, which is the job of its rules, is empty.
    EmptyJob,
    /// A quantile is not a number from 0 to 1.
    InvalidQuantile {
        /// The quantile.
        quantile: f64,
    },
    /// The brackets of a regular expression are not closed.
    InvalidRegex {
        /// The regular expression.
        regex: String,
    },
    /// An objective is not valid.
    Objective {
        /// The name.
        name: String,
        /// The reason.
        cause: Error,
    },
    /// A text of an alert names a variable or a label that the alert does not have.
    UnknownVariable {
        /// The alert.
        alert: String,
        /// The variable, such as `$labels.queue`.
        variable: String,
        /// The labels that the alert keeps; all labels of the series if this is `None`.
        labels: Option<Vec<String>>,
    },
    /// The percentage of an objective is not a decimal number between 0 and 100.
    InvalidPercent {
        /// The percentage.
        percent: String,
    },
    /// Two objectives of a service have the same name.
    DuplicateObjective {
        /// The name.
        name: String,
    },
    /// A function of the program cannot build a dashboard.
    BuiltDashboard {
        /// The key of the dashboard.
        key: String,
        /// The error of the function.
        cause: Error,
    },
    /// A line of a catalog cannot be read.
    Line {
        /// The line.
        line: String,
        /// The reason.
        cause: serde_json::Error,
    },
    /// The text of a dashboard is not JSON.
    Dashboard {
        /// The stable name of the dashboard.
        key: String,
        /// The reason.
        cause: serde_json::Error,
    },
    /// A catalog file cannot be read.
    Json(serde_json::Error),
    /// A newer version wrote a catalog file that this version would misread.
    Format {
        /// The format of the file.
        format: u32,
        /// The newest format that this version reads.
        newest: u32,
    },
}

gapless_core::__boxed_kind!(Error, ErrorKind);

impl Error {
    /// Adds the name of the objective that has the error.
    pub(crate) fn of_objective(self, name: &str) -> Self {
        ErrorKind::Objective { name: name.to_owned(), cause: self }.into()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            ErrorKind::Line { cause, .. } | ErrorKind::Dashboard { cause, .. } | ErrorKind::Json(cause) => {
                Some(cause)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::UnknownMetric { name, nearest: Some(nearest) } => {
                write!(f, "the catalog does not contain the metric `{name}`; a similar metric is `{nearest}`")
            }
            ErrorKind::UnknownMetric { name, nearest: None } => {
                write!(f, "the catalog does not contain the metric `{name}`; check the name, and that the program exports it")
            }
            ErrorKind::WrongKind { name, kind, expected } => {
                write!(f, "`{name}` is a {kind}, but the query needs a {expected}")
            }
            ErrorKind::UnknownLabel { metric, label, labels } => {
                write!(f, "`{metric}` does not have the label `{label}`; its labels are {}", listed(labels))
            }
            ErrorKind::UnknownValue { metric, label, value, values } => write!(
                f,
                "the label `{label}` of `{metric}` does not have the value `{value}`; its values are {}",
                listed(values)
            ),
            ErrorKind::UnknownBucket { metric, bound, bounds } => {
                write!(
                    f,
                    "`{metric}` does not have a bucket with the bound {bound}; its bounds are {bounds:?}"
                )
            }
            ErrorKind::UnknownAlert { name, nearest: Some(nearest) } => {
                write!(f, "the alert `{name}` does not exist; did you mean `{nearest}`?")
            }
            ErrorKind::UnknownAlert { name, nearest: None } => {
                write!(
                    f,
                    "the alert `{name}` is neither a default alert nor an alert of a declaration; correct or remove the name"
                )
            }
            ErrorKind::DuplicateAlert { name, metrics: [first, second] } => write!(
                f,
                "the alert `{name}` is declared for `{first}` and, with other conditions or at another place, for \
                 `{second}`; rename one of them"
            ),
            ErrorKind::DefaultAlert { name, metric } => {
                write!(f, "the alert `{name}` of `{metric}` has the name of a default alert; rename it")
            }
            ErrorKind::NoThreshold { alert } => {
                write!(f, "the alert `{alert}` has no threshold; remove the threshold from the options")
            }
            ErrorKind::InvalidThreshold { alert, threshold } if threshold.is_finite() => {
                write!(f, "the alert `{alert}` compares a share, not `{threshold}`; write a number from 0 to 1")
            }
            ErrorKind::InvalidThreshold { alert, threshold } => {
                write!(f, "the alert `{alert}` cannot compare with `{threshold}`; write a finite number")
            }
            ErrorKind::InvalidSeverity { alert, severity } => write!(
                f,
                "the severity `{severity}` of `{alert}` is not a lower-case word; write, for example, `page`"
            ),
            ErrorKind::InvalidRunbooks { address } => write!(
                f,
                "the address of runbooks `{address}` is not a URL; write, for example, `https://example.org/`"
            ),
            ErrorKind::EmptyJob => f.write_str("the job of the rules is empty; write the name of the program"),
            ErrorKind::InvalidQuantile { quantile } => {
                write!(f, "`{quantile}` is not a quantile; write a number from 0 to 1, such as `0.99`")
            }
            ErrorKind::InvalidRegex { regex } => {
                write!(f, "the brackets of the regular expression `{regex}` do not match; close each of them")
            }
            ErrorKind::Objective { name, cause } => write!(f, "in the objective `{name}`: {cause}"),
            ErrorKind::UnknownVariable { alert, variable, labels } => {
                let labels = labels.as_ref().map(|labels| labels.iter().map(|label| format!("$labels.{label}")));
                let known = labels.map_or_else(|| vec!["$labels".to_owned()], Iterator::collect);
                let known: Vec<_> = std::iter::once("$value".to_owned()).chain(known).collect();
                write!(
                    f,
                    "the alert `{alert}` does not have `{variable}`; its texts can name {}",
                    listed(&known)
                )
            }
            ErrorKind::InvalidPercent { percent } => {
                write!(f, "`{percent}` is not a percentage; write a number between 0 and 100, such as `99.9`")
            }
            ErrorKind::DuplicateObjective { name } => {
                write!(f, "two objectives have the name `{name}`; choose another name for one of them")
            }
            ErrorKind::BuiltDashboard { key, cause } => write!(f, "the dashboard `{key}` cannot be built: {cause}"),
            ErrorKind::Line { line, .. } => write!(f, "the catalog line `{line}` cannot be read"),
            ErrorKind::Dashboard { key, .. } => write!(f, "the dashboard `{key}` is not JSON"),
            ErrorKind::Json(_) => f.write_str("the catalog cannot be read as JSON"),
            ErrorKind::Format { format, newest } => write!(
                f,
                "the catalog has format {format}, and this version reads formats up to {newest}; update `gapless`"
            ),
        }
    }
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    if quoted.is_empty() {
        "none".to_owned()
    } else {
        quoted.join(", ")
    }
}
