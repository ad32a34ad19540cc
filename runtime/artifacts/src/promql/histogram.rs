//! Histograms, with native buckets or with classic ones.
//!
//! A server stores a histogram in one form or in both. Each expression asks for one form `or` the other, so that it
//! has an answer in each case.

use super::expr::Expr;
use super::vector::{selecting, Vector};
use super::Window;
use crate::catalog::{Family, Matcher};
use crate::error::{Error, ErrorKind};

/// A histogram.
#[derive(Clone, Debug)]
pub struct Histogram<'c>(pub(super) Vector<'c>);

/// The form in which a server stores histograms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Form {
    /// Native buckets, classic ones or both.
    #[default]
    Any,
    /// Classic buckets only.
    Classic,
}

selecting!(Histogram);

impl Histogram<'_> {
    /// Returns a quantile over a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist, or if `quantile` is not from 0 to 1.
    pub fn quantile(&self, quantile: f64, window: Window, by: &[&str]) -> Result<Expr, Error> {
        if !(0.0..=1.0).contains(&quantile) {
            return Err(ErrorKind::InvalidQuantile { quantile }.into());
        }
        let by = self.0.by(by)?;
        let classic = self.classic("rate", None, window).sum_by(&[&*by, &["le"]].concat());
        let of = |buckets: &Expr| Expr::call("histogram_quantile", &[&quantile, buckets]);
        let native = of(&self.native("rate", window).sum_by(&by));
        Ok(self.either(native, of(&classic)))
    }

    /// Returns the part of the observations that are at most a bound, over a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist, or if `bound` is not the bound of a bucket.
    pub fn fraction(&self, bound: f64, window: Window, by: &[&str]) -> Result<Expr, Error> {
        let by = self.0.by(by)?;
        let bounds = self.0.family.buckets();
        if !(bounds.contains(&bound) || bounds.is_empty() && self.0.family.has_native()) {
            let (metric, bounds) = (self.0.family.name.clone(), bounds.to_vec());
            return Err(ErrorKind::UnknownBucket { metric, bound, bounds }.into());
        }
        let native = self.native("rate", window).sum_by(&by);
        let native = Expr::call("histogram_fraction", &[&0, &bound, &native]);
        let below = self.classic("rate", Some(&le(bound)), window).sum_by(&by);
        Ok(self.either(native, below / self.over("_count", "rate", window).sum_by(&by)))
    }

    /// Returns the number of observations per second.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn rate(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.part("count", "rate", window, by)
    }

    /// Returns the number of observations in a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn increase(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.part("count", "increase", window, by)
    }

    /// Returns the increase of the sum per second.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn sum_rate(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.part("sum", "rate", window, by)
    }

    /// Returns the increase of the sum in a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn sum_increase(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.part("sum", "increase", window, by)
    }

    /// Returns the mean of the observations in a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn mean(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.sum_rate(window, by)? / self.rate(window, by)?)
    }

    /// Returns a quantile of each label set; 0 for those without observations in the window.
    pub(crate) fn each_quantile(&self, quantile: f64, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.or_zero_if_idle(self.quantile(quantile, window, by)?, window, by)
    }

    /// Returns the mean of each label set; 0 for those without observations in the window.
    pub(crate) fn each_mean(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.or_zero_if_idle(self.mean(window, by)?, window, by)
    }

    /// Replaces values that are not numbers, because nothing was observed.
    fn or_zero_if_idle(&self, value: Expr, window: Window, by: &[&str]) -> Result<Expr, Error> {
        Ok(value.above(f64::NEG_INFINITY).or(&(self.rate(window, by)? * Expr::number(0.0))))
    }

    /// Returns the observations of each bucket over time, for a heat map.
    #[must_use]
    pub fn heat(&self, window: Window) -> Expr {
        let classic = self.classic("increase", None, window);
        let native = self.native("increase", window).sum_by(&[]);
        let native = native.matched("unless", "on ()", &classic.clone().sum_by(&[]));
        classic.sum_by(&["le"]).or(&native)
    }

    /// Returns the series of the number of observations, for a variable.
    #[must_use]
    pub fn series(&self) -> Expr {
        Expr::atom(if self.0.family.has_native() {
            self.0.either("_count")
        } else {
            self.0.selector("_count", None)
        })
    }

    /// Returns 1 if the metric has no series, in any form.
    #[must_use]
    pub fn absent(&self) -> Expr {
        let classic = Expr::call("absent", &[&self.0.selector("_count", None)]);
        match self.0.form {
            Form::Any => Expr::call("absent", &[&self.0.selector("", None)]).and(&classic),
            Form::Classic => classic,
        }
    }

    /// Returns 1 if the metric has no samples in a window, in any form.
    #[must_use]
    pub fn absent_over(&self, window: Window) -> Expr {
        let classic = self.over("_count", "absent_over_time", window);
        match self.0.form {
            Form::Any => self.over("", "absent_over_time", window).and(&classic),
            Form::Classic => classic,
        }
    }

    fn part(&self, part: &str, function: &str, window: Window, by: &[&str]) -> Result<Expr, Error> {
        let by = self.0.by(by)?;
        let classic = self.over(&format!("_{part}"), function, window).sum_by(&by);
        let native = Expr::call(&format!("histogram_{part}"), &[&self.native(function, window)]);
        Ok(match self.0.form {
            Form::Any => classic.or(&native.sum_by(&by)),
            Form::Classic => classic,
        })
    }

    fn either(&self, native: Expr, classic: Expr) -> Expr {
        match self.0.form {
            Form::Any => native.or(&classic),
            Form::Classic => classic,
        }
    }

    fn native(&self, function: &str, window: Window) -> Expr {
        self.over("", function, window)
    }

    fn classic(&self, function: &str, condition: Option<&str>, window: Window) -> Expr {
        Expr::atom(format!("{function}({}[{window}])", self.0.selector("_bucket", condition)))
    }

    fn over(&self, suffix: &str, function: &str, window: Window) -> Expr {
        Expr::atom(format!("{function}({}[{window}])", self.0.selector(suffix, None)))
    }
}

/// Returns a condition for a bound, in the spelling of the exposition formats. Prometheus 3 and OpenMetrics write `1.0`
/// where the text format writes `1`.
fn le(bound: f64) -> String {
    let text = as_exposed(bound);
    match text.contains(['.', 'e']) {
        true => format!("le=\"{text}\""),
        false => format!("le=~\"{text}|{text}\\\\.0\""),
    }
}

/// Writes a bound as the text format does: with an exponent if that is below -4 or at least 6.
fn as_exposed(bound: f64) -> String {
    let scientific = format!("{bound:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>().unwrap_or(0) {
        -4..6 => bound.to_string(),
        exponent => format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_matched_in_every_spelling_of_the_formats() {
        for (bound, condition) in [
            (0.25, r#"le="0.25""#),
            (1.0, r#"le=~"1|1\\.0""#),
            (100_000.0, r#"le=~"100000|100000\\.0""#),
            (1_048_576.0, r#"le="1.048576e+06""#),
            (1e22, r#"le="1e+22""#),
            (0.0001, r#"le="0.0001""#),
            (0.00001, r#"le="1e-05""#),
        ] {
            assert_eq!(le(bound), condition, "{bound}");
        }
    }
}
