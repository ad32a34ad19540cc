//! The extension of a schema: its hooks follow one request from the first to the last.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextPrepareRequest, NextRequest,
    NextSubscribe, NextValidation,
};
use async_graphql::futures_util::stream::BoxStream;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError, ServerResult, ValidationResult, Variables};
use async_trait::async_trait;
use gapless_core::Outcome;

use super::metrics::{GraphQlMetrics, InvalidReason};
use super::operation::{seed, Operation, Selected, Subscription};
use super::responses::Responses;
use crate::plugin::PluginMetrics;
use crate::timed::{outcome, Ended, Record, Timed};

/// Creates the extension of each request.
pub(super) struct GraphQlFactory {
    metrics: PluginMetrics<GraphQlMetrics>,
    /// Set when the first request has exported the fields of the schema.
    seeded: Arc<OnceLock<()>>,
}

impl GraphQlFactory {
    pub(super) fn new(metrics: PluginMetrics<GraphQlMetrics>) -> Self {
        GraphQlFactory { metrics, seeded: Arc::default() }
    }
}

impl ExtensionFactory for GraphQlFactory {
    fn create(&self) -> Arc<dyn Extension> {
        let (metrics, seeded) = (self.metrics.clone(), self.seeded.clone());
        Arc::new(GraphQlExtension { metrics, seeded, request: RequestState::default() })
    }
}

/// The extension of one request.
struct GraphQlExtension {
    metrics: PluginMetrics<GraphQlMetrics>,
    seeded: Arc<OnceLock<()>>,
    request: RequestState,
}

/// The facts about a request that its first hooks find, and that its later hooks and its stream read.
#[derive(Clone, Default)]
pub(super) struct RequestState(Arc<Mutex<Findings>>);

#[derive(Default)]
struct Findings {
    /// The operation that the request names.
    name: Option<String>,
    /// The operation, if the document has it.
    selected: Option<Selected>,
    /// The operation, if the document is valid, so that the operation is executed.
    operation: Option<Operation>,
}

impl RequestState {
    fn lock(&self) -> MutexGuard<'_, Findings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the end of a request, if it was executed.
    fn count(&self, outcome: Outcome, elapsed: Duration) {
        if let Some(operation) = &self.lock().operation {
            operation.end(outcome, elapsed);
        }
    }

    /// Returns the handles of a subscription that is executed.
    pub(super) fn subscription(&self) -> Option<Subscription> {
        self.lock().operation.as_ref()?.subscription().cloned()
    }
}

/// The record of a request with one response.
impl Record<Response> for RequestState {
    fn end(self, ended: Ended<'_, Response>, elapsed: Duration) {
        let outcome = ended.map_or_else(|outcome| outcome, |response| Outcome::of_return(response.is_err()));
        self.count(outcome, elapsed);
    }
}

/// The record of a stream of responses.
impl Record<Result<(), ()>> for RequestState {
    fn end(self, ended: Ended<'_, Result<(), ()>>, elapsed: Duration) {
        self.count(outcome(ended), elapsed);
    }
}

#[async_trait]
impl Extension for GraphQlExtension {
    async fn request(&self, context: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        Timed::new(Some(self.request.clone()), next.run(context)).await
    }

    fn subscribe<'s>(
        &self,
        context: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        Box::pin(Responses::new(next.run(context, stream), self.request.clone()))
    }

    async fn prepare_request(
        &self,
        context: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let prepared = next.run(context, request).await;
        match &prepared {
            Ok(request) => self.request.lock().name.clone_from(&request.operation_name),
            Err(_) => self.invalid(InvalidReason::Refused),
        }
        prepared
    }

    async fn parse_query(
        &self,
        context: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let parsed = next.run(context, query, variables).await;
        match &parsed {
            Ok(document) => self.find_operation(context, document),
            Err(_) => self.invalid(InvalidReason::Parse),
        }
        parsed
    }

    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(context).await;
        match &validated {
            Ok(result) => self.validated(result),
            Err(errors) => self.invalid(reason(errors)),
        }
        validated
    }
}

impl GraphQlExtension {
    fn find_operation(&self, context: &ExtensionContext<'_>, document: &ExecutableDocument) {
        let Some(metrics) = self.metrics.get() else { return };
        let registry = &context.schema_env.registry;
        self.seeded.get_or_init(|| seed(metrics, registry));
        let mut findings = self.request.lock();
        findings.selected = Selected::find(registry, document, findings.name.as_deref());
    }

    fn validated(&self, result: &ValidationResult) {
        let Some(metrics) = self.metrics.get() else { return };
        metrics.query_complexity().observe(result.complexity as u64);
        metrics.query_depth().observe(result.depth as u64);
        let mut findings = self.request.lock();
        match findings.selected.take() {
            Some(selected) => findings.operation = Some(Operation::of(metrics, &selected)),
            None => metrics.invalid(InvalidReason::Operation),
        }
    }

    fn invalid(&self, reason: InvalidReason) {
        if let Some(metrics) = self.metrics.get() {
            metrics.invalid(reason);
        }
    }
}

/// Returns why a document is invalid. Only their messages distinguish the limits of a schema from other errors.
fn reason(errors: &[ServerError]) -> InvalidReason {
    match errors {
        [error] if error.message == "Query is too complex." => InvalidReason::Complexity,
        [error] if error.message == "Query is nested too deep." => InvalidReason::Depth,
        _ => InvalidReason::Validation,
    }
}
