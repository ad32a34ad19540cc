//! The reporter that sends an exposition to any URL.

use std::borrow::Cow;

use gapless_encode::Format;
use http::Method;

use crate::client::Endpoint;
use crate::exposition::{check_labels, Sender};
use crate::reporters::{Batch, Context, Failure, Program, Reporter};

/// Sends all metrics in an exposition format to a URL, such as `/api/v1/import/prometheus` of VictoriaMetrics.
///
/// ```no_run
/// use std::time::Duration;
///
/// use gapless::report::{every, Endpoint, TextPush};
///
/// # async fn run() -> Result<(), gapless::instance::Error> {
/// let endpoint = Endpoint::new("http://localhost:8428/api/v1/import/prometheus").bearer("sesame");
/// let metrics = gapless::builder()
///     .reporter(TextPush::new(endpoint).gzip(true), every(Duration::from_secs(15)))
///     .start()
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// # The labels `job` and `instance`
///
/// In a scrape, Prometheus adds these labels to each series. This reporter adds them itself: `job` is the name of the
/// program, and `instance` is the name of this instance of the program. [`label`](Self::label) replaces them. A label
/// that a series already has is kept.
///
/// # Values without a time
///
/// The exposition contains no timestamps, so a receiver stores the values with the time of their arrival. Values that
/// could not be sent are not sent later: the next exposition contains the current values, and counters continue.
#[derive(Clone, Debug)]
#[must_use = "a reporter sends nothing until it is added to an instance"]
pub struct TextPush {
    sender: Sender,
    method: Method,
    format: Format,
    labels: Vec<(String, String)>,
    program: Option<Program>,
}

impl TextPush {
    /// Creates a reporter that sends the Prometheus text format 0.0.4 with the method POST to exactly this URL.
    pub fn new(endpoint: impl Into<Endpoint>) -> Self {
        TextPush {
            sender: Sender::new(endpoint.into()),
            method: Method::POST,
            format: Format::Text,
            labels: Vec::new(),
            program: None,
        }
    }

    /// Sends with the method PUT instead of POST.
    pub fn put(mut self) -> Self {
        self.method = Method::PUT;
        self
    }

    /// Sets the format of the exposition.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Sets whether the request is compressed with gzip. By default, it is not compressed.
    pub fn gzip(mut self, compresses: bool) -> Self {
        self.sender.compresses = compresses;
        self
    }

    /// Sets the value of a label that is added to each series. An empty value removes the label.
    ///
    /// ```
    /// use gapless::report::TextPush;
    ///
    /// let push = TextPush::new("http://localhost:8428/api/v1/import/prometheus");
    /// let push = push.label("job", "checkout").label("instance", "").label("zone", "a");
    /// ```
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Returns the labels that are added to each series.
    fn added(&self) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let of_program = self.program.iter().flat_map(|program| {
            [
                ("job".to_owned(), program.name().to_owned()),
                ("instance".to_owned(), program.instance().to_owned()),
            ]
        });
        let is_set = |name: &str| self.labels.iter().any(|(set, _)| set == name);
        let of_program = of_program.filter(|(name, _)| !is_set(name));
        let all = of_program.chain(self.labels.iter().cloned()).filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| (name.into(), value.into())).collect()
    }
}

impl Reporter for TextPush {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let body = self.format.encode_families(batch.families(), self.added());
        self.sender.send(self.method.clone(), "", (self.format, body)).await?.success()?;
        Ok(())
    }

    fn check(&self, context: &Context) -> Result<(), Failure> {
        self.sender.check()?;
        self.sender.endpoint().check_path("/api/v1/import/prometheus")?;
        Ok(check_labels(&self.labels, context)?)
    }

    fn sends_datapoints(&self) -> bool {
        false
    }

    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        self.program = Some(context.program().clone());
        Ok(self.sender.restart()?)
    }
}
