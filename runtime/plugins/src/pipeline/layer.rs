//! A stage that is a tower service: each request is a message.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::metrics::Message;
use super::PipelineStage;
use crate::timed::{Timed, WorkResult};

/// A layer that measures the requests of a service as messages of a [`PipelineStage`].
///
/// ```
/// use gapless::plugins::Pipeline;
/// use tower::{service_fn, Service, ServiceBuilder, ServiceExt};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), std::num::ParseIntError> {
/// let stage = Pipeline::new().stage("parse");
/// let parse = service_fn(|line: &'static str| async { line.parse::<u32>() });
/// let mut service = ServiceBuilder::new().layer(stage.layer()).service(parse);
/// assert_eq!(service.ready().await?.call("4711").await?, 4711);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PipelineLayer(pub(super) PipelineStage);

impl<S> Layer<S> for PipelineLayer {
    type Service = PipelineService<S>;

    fn layer(&self, service: S) -> PipelineService<S> {
        PipelineService { service, stage: self.0.clone() }
    }
}

/// A service whose requests are messages of a [`PipelineStage`].
#[derive(Clone, Debug)]
pub struct PipelineService<S> {
    service: S,
    stage: PipelineStage,
}

impl<Q, S: Service<Q>> Service<Q> for PipelineService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = PipelineFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Q) -> Self::Future {
        PipelineFuture { message: Timed::new(self.stage.record(), self.service.call(request)) }
    }
}

pin_project! {
    /// The response of a [`PipelineService`].
    #[must_use = "futures do nothing unless polled"]
    pub struct PipelineFuture<F>
    where
        F: Future,
        F::Output: WorkResult,
    {
        #[pin]
        message: Timed<F, Message>,
    }
}

impl<F: Future> Future for PipelineFuture<F>
where
    F::Output: WorkResult,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.project().message.poll(context)
    }
}

impl<F: Future> fmt::Debug for PipelineFuture<F>
where
    F::Output: WorkResult,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipelineFuture").finish_non_exhaustive()
    }
}
