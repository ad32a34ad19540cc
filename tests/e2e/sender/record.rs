//! A reporter that records what all reporters of a tick receive.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use gapless::report::{Batch, Failure, Reporter};
use gapless::snapshot::Value;

/// Writes a line of JSON for each counter and each count of a histogram and a summary: the time in milliseconds, the
/// value and the labels.
pub(crate) struct Record(File);

impl Record {
    pub(crate) fn new(file: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Record(File::create(file)?))
    }
}

impl Reporter for Record {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let time = batch.time().duration_since(UNIX_EPOCH)?.as_millis();
        let mut lines = String::new();
        for family in batch.families().filter(|family| is_recorded(&family.name)) {
            for series in &family.series {
                let suffix = match series.value {
                    Value::Counter(_) => "",
                    Value::Histogram(_) | Value::Summary(_) => "_count",
                    _ => continue,
                };
                let labels = series.labels.iter().filter(|(_, value)| !value.is_empty());
                let mut labels: serde_json::Map<_, _> =
                    labels.map(|(name, value)| (name.to_string(), value.as_ref().into())).collect();
                labels.insert("__name__".into(), format!("{}{suffix}", family.name).into());
                let line = serde_json::json!([time.to_string(), series.value.as_f64().to_string(), labels]);
                lines += &format!("{line}\n");
            }
        }
        Ok(self.0.write_all(lines.as_bytes())?)
    }
}

/// The series that only make batches larger would make the file large too.
fn is_recorded(name: &str) -> bool {
    name.starts_with("sent_") && name != "sent_load_total"
}
