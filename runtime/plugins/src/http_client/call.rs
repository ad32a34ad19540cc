//! One request: it ends with a response or an error, or because its future is dropped.

use std::sync::Arc;
use std::time::Instant;

use http::StatusCode;

use super::own::{Failure, HostMetrics, ERROR};

/// A request in flight, which is recorded when this is dropped.
#[derive(Debug)]
pub(super) struct Call {
    origin: Origin,
    started: Instant,
    end: Result<StatusCode, Failure>,
}

/// The labels and the metrics of a request.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    host: Arc<HostMetrics>,
    method: &'static str,
}

impl Call {
    pub(super) fn begin(host: Arc<HostMetrics>, method: &'static str) -> Self {
        host.requests_in_flight(method).inc();
        let origin = Origin { host, method };
        Call { origin, started: Instant::now(), end: Err(Failure::Cancelled) }
    }

    /// Ends the request, and returns its labels for errors of its body.
    pub(super) fn end(mut self, end: Result<StatusCode, Failure>) -> Origin {
        self.end = end;
        self.origin.clone()
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let Origin { host, method } = &self.origin;
        host.requests_in_flight(method).dec();
        host.request_duration_seconds(method).observe(self.started.elapsed());
        match &self.end {
            Ok(status) => host.requests_total(method, status.as_str()).inc(),
            Err(failure) => {
                host.requests_total(method, ERROR).inc();
                self.origin.fail(*failure);
            }
        }
    }
}

impl Origin {
    /// Counts an error.
    pub(super) fn fail(&self, failure: Failure) {
        self.host.errors_total(self.method, failure).inc();
    }
}
