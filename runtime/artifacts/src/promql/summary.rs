//! Summaries: quantiles that the program computes, with a count and a sum.

use super::expr::Expr;
use super::vector::{selecting, Vector};
use super::Window;
use crate::catalog::{Family, Matcher};
use crate::error::Error;

/// A summary.
#[derive(Clone, Debug)]
pub struct Summary<'c>(pub(super) Vector<'c>);

selecting!(Summary);

impl Summary<'_> {
    /// Returns the quantiles, the greatest of all series that differ in other labels than `quantile` and `by`.
    ///
    /// Quantiles of several instances cannot be added up.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn quantiles(&self, by: &[&str]) -> Result<Expr, Error> {
        let by = [&self.0.by(by)?[..], &["quantile"]].concat();
        Ok(Expr::atom(self.0.selector("", None)).max_by(&by))
    }

    /// Returns the number of observations per second.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn rate(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.part("_count", "rate", window, by)
    }

    /// Returns the number of observations in a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn increase(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        self.part("_count", "increase", window, by)
    }

    /// Returns the mean of the observations in a window.
    ///
    /// # Errors
    ///
    /// Returns an error if a label does not exist.
    pub fn mean(&self, window: Window, by: &[&str]) -> Result<Expr, Error> {
        Ok(self.part("_sum", "rate", window, by)? / self.part("_count", "rate", window, by)?)
    }

    fn part(&self, suffix: &str, function: &str, window: Window, by: &[&str]) -> Result<Expr, Error> {
        let series = Expr::atom(format!("{function}({}[{window}])", self.0.selector(suffix, None)));
        Ok(series.sum_by(&self.0.by(by)?))
    }
}
