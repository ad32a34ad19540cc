//! Authentication as a tower layer.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::auth::Auth;

/// A service behind an [`Auth`].
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    inner: S,
    auth: Auth,
}

pin_project! {
    /// The response future of an [`AuthService`].
    #[derive(Debug)]
    pub struct AuthFuture<F> {
        refusal: Option<Response>,
        // `None` if the request is rejected.
        #[pin]
        inner: Option<F>,
    }
}

impl<S> Layer<S> for Auth {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> AuthService<S> {
        AuthService { inner, auth: self.clone() }
    }
}

impl<S> Service<Request> for AuthService<S>
where
    S: Service<Request, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = AuthFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> AuthFuture<S::Future> {
        let (head, body) = request.into_parts();
        let refusal = self.auth.refuse(&head);
        let inner = refusal.is_none().then(|| self.inner.call(Request::from_parts(head, body)));
        AuthFuture { refusal, inner }
    }
}

impl<F, E> Future for AuthFuture<F>
where
    F: Future<Output = Result<Response, E>>,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match this.inner.as_pin_mut() {
            Some(inner) => inner.poll(context),
            None => Poll::Ready(Ok(this.refusal.take().expect("a future is not polled after it is ready"))),
        }
    }
}
