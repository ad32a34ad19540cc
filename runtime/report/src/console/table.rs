//! The table of a batch.

use std::collections::HashMap;
use std::fmt;

use gapless_core::{Datapoint, Value};

use super::number::readable;
use crate::reporters::Labels;
use crate::{Batch, Point, Skipped};

/// The number of columns.
const N: usize = 4;

/// Rows of a metric, labels, a datapoint and a value.
pub(super) struct Table {
    values: Vec<[String; N]>,
    skipped: Vec<[String; N]>,
}

impl Table {
    pub(super) fn of(batch: &Batch) -> Table {
        let values = batch.points().map(|point| row_of(&point)).collect();
        Table { values, skipped: skipped(batch) }
    }
}

fn row_of(point: &Point<'_>) -> [String; N] {
    let value = match (&point.series().value, point.datapoint().datapoint) {
        (Value::StateSet(state), Datapoint::Value) => state.current().to_owned(),
        _ => readable(point.value()),
    };
    let labels = Labels(point.series()).to_string();
    [point.metric().name.to_string(), labels, point.datapoint().to_string(), value]
}

/// Returns a row for each metric, datapoint and reason.
fn skipped(batch: &Batch) -> Vec<[String; N]> {
    let mut groups: Vec<(Skipped<'_>, usize)> = Vec::new();
    let mut places = HashMap::new();
    for skipped in batch.skipped() {
        let place =
            *places.entry((skipped.name(), skipped.datapoint(), skipped.why())).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, n_series)) => *n_series += 1,
            None => groups.push((skipped, 1)),
        }
    }
    groups.iter().map(|(first, n_series)| row_of_skipped(first, *n_series)).collect()
}

fn row_of_skipped(first: &Skipped<'_>, n_series: usize) -> [String; N] {
    let total = first.metric().map_or(0, |metric| metric.series.len());
    let series = match first.series() {
        Some(series) if n_series == 1 => Labels(series).to_string(),
        Some(_) => format!("{n_series} of {total} series"),
        None => String::new(),
    };
    let datapoint = first.datapoint().map(|datapoint| datapoint.to_string()).unwrap_or_default();
    [first.name().to_owned(), series, datapoint, first.why().to_string()]
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["metric", "labels", "datapoint", "value"].map(str::to_owned);
        let rows = [&head].into_iter().chain(&self.values).chain(&self.skipped);
        let widths =
            [0, 1, 2].map(|column| rows.clone().map(|row| row[column].chars().count()).max().unwrap_or(0));
        let mut line = |[metric, labels, datapoint, value]: &[String; N]| {
            let [a, b, c] = widths;
            let line = format!("{metric:a$}  {labels:b$}  {datapoint:c$}  {value}");
            writeln!(f, "{}", line.trim_end())
        };
        line(&head)?;
        self.values.iter().try_for_each(&mut line)?;
        if !self.skipped.is_empty() {
            line(&["without a value:", "", "", ""].map(str::to_owned))?;
        }
        self.skipped.iter().try_for_each(line)
    }
}
