//! Pipelines: messages and batches.

mod batch;
mod layer;
mod metrics;

use std::future::Future;
use std::sync::Arc;

use self::batch::Batch;
pub use self::batch::BatchResult;
pub use self::layer::{PipelineFuture, PipelineLayer, PipelineService};
use self::metrics::{Message, PipelineMetrics, StageMetrics};
use crate::named::Named;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::timed::{self, Timed, WorkResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "pipeline";

/// Metrics of the stages of a pipeline: messages by outcome, batches, and how long they take.
///
/// The plugin works with any source of messages: wrap the future, or the call, that handles a message or a batch.
///
/// ```
/// use gapless::plugins::Pipeline;
///
/// # async fn resize(_image: u32) -> Result<(), std::io::Error> { Ok(()) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pipeline = Pipeline::new();
/// let stage = pipeline.stage("resize");
/// let metrics = gapless::builder().plugin(pipeline).start().await?;
///
/// for image in [1, 2, 3] {
///     stage.message(resize(image)).await?;
/// }
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    stages: Named<PipelineMetrics, StageMetrics>,
    options: PluginOptions,
}

impl Pipeline {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Pipeline::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns a stage. All of its series are exported at zero.
    ///
    /// The names are your own: 100 names have series of their own, and further names share those of `_other`.
    #[must_use]
    pub fn stage(&self, name: &str) -> PipelineStage {
        PipelineStage(self.stages.part([name]))
    }
}

impl Plugin for Pipeline {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        self.stages.start(PipelineMetrics::start(context)?)?;
        Ok(Vec::new())
    }
}

/// A stage of a [`Pipeline`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct PipelineStage(PluginMetrics<Arc<StageMetrics>>);

impl PipelineStage {
    /// Handles a message with a future. Its time starts with the first poll of the returned future.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let stage = gapless::plugins::Pipeline::new().stage("parse");
    /// let parsed = stage.message(async { "4711".parse::<u32>() }).await;
    /// assert_eq!(parsed, Ok(4711));
    /// # }
    /// ```
    pub fn message<F>(&self, work: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: WorkResult,
    {
        Timed::new(self.record(), work)
    }

    /// Handles a message with a function that is not async.
    ///
    /// ```
    /// let stage = gapless::plugins::Pipeline::new().stage("parse");
    /// assert_eq!(stage.call(|| "4711".parse::<u32>()), Ok(4711));
    /// ```
    pub fn call<R: WorkResult>(&self, work: impl FnOnce() -> R) -> R {
        timed::call(self.record(), work)
    }

    /// Handles a batch of `size` messages with a future. Its result is a result of the batch, or one for each message.
    ///
    /// The messages of a batch are counted. Only the batch is timed; `message` within a batch would count its messages
    /// twice.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let stage = gapless::plugins::Pipeline::new().stage("parse");
    /// let lines = ["1", "2", "three"];
    /// let parsed = stage.batch(lines.len(), async { lines.map(|line| line.parse::<u32>()) }).await;
    /// assert_eq!(parsed.iter().filter(|number| number.is_err()).count(), 1);
    /// # }
    /// ```
    pub fn batch<F>(&self, size: usize, work: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: BatchResult,
    {
        Timed::new(self.record_batch(size), work)
    }

    /// Handles a batch of `size` messages with a function that is not async.
    ///
    /// ```
    /// let stage = gapless::plugins::Pipeline::new().stage("insert");
    /// stage.call_batch(2, || Ok::<_, std::io::Error>(())).unwrap();
    /// ```
    pub fn call_batch<R: BatchResult>(&self, size: usize, work: impl FnOnce() -> R) -> R {
        timed::call(self.record_batch(size), work)
    }

    /// Returns a layer that measures each request of a tower service as a message.
    ///
    /// ```
    /// let stage = gapless::plugins::Pipeline::new().stage("parse");
    /// let layer = stage.layer(); // for example, for `tower::ServiceBuilder::layer`
    /// ```
    #[must_use]
    pub fn layer(&self) -> PipelineLayer {
        PipelineLayer(self.clone())
    }

    fn record(&self) -> Option<Message> {
        self.0.get().cloned().map(Message)
    }

    fn record_batch(&self, size: usize) -> Option<Batch> {
        Some(Batch { stage: self.0.get()?.clone(), size })
    }
}
