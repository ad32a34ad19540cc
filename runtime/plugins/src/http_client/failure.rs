//! The kind of an error, from the types in its chain of sources.

use std::any::Any;
use std::error::Error;
use std::{io, iter};

use hyper_util::client::legacy;

use super::own::Failure;

type BoxError = Box<dyn Error + Send + Sync>;

impl Failure {
    /// Returns the kind of an error of any type: only errors of known types have sources that can be examined.
    pub(super) fn of<E: 'static>(error: &E) -> Self {
        known(error).map_or(Failure::Other, Failure::of_chain)
    }

    /// Returns the kind of an error with sources.
    pub(super) fn of_chain(error: &(dyn Error + 'static)) -> Self {
        let chain = iter::successors(Some(error), |error| source(*error));
        chain.filter_map(of_one).min().unwrap_or(Failure::Other)
    }

    /// Returns the kind of an error of a body.
    pub(super) fn of_body<E: 'static>(error: &E) -> Self {
        match Failure::of(error) {
            kind @ (Failure::Timeout | Failure::Decode) => kind,
            _ => Failure::Body,
        }
    }
}

/// Returns an error of a known type as an error with sources.
fn known<E: 'static>(error: &E) -> Option<&(dyn Error + 'static)> {
    fn as_error<E: Error + 'static>(error: &dyn Any) -> Option<&(dyn Error + 'static)> {
        error.downcast_ref::<E>().map(|error| error as _)
    }
    let error: &dyn Any = error;
    let boxed = error.downcast_ref::<BoxError>().map(|error| &**error as &(dyn Error + 'static));
    let found = boxed.or_else(|| as_error::<legacy::Error>(error));
    let found = found.or_else(|| as_error::<hyper::Error>(error));
    let found = found.or_else(|| as_error::<io::Error>(error));
    #[cfg(feature = "reqwest-middleware")]
    let found = found.or_else(|| as_error::<reqwest_middleware::reqwest::Error>(error));
    found
}

/// Returns the cause of an error. An I/O error skips the error that it wraps.
fn source<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map(|error| error as _).or_else(|| error.source())
}

/// Returns the kind of one error in a chain.
fn of_one(error: &(dyn Error + 'static)) -> Option<Failure> {
    if error.is::<tower::timeout::error::Elapsed>() || error.is::<tokio::time::error::Elapsed>() {
        return Some(Failure::Timeout);
    }
    #[cfg(feature = "reqwest-middleware")]
    if let Some(error) = error.downcast_ref() {
        return of_reqwest(error);
    }
    let of_io = || error.downcast_ref().and_then(of_io);
    let of_hyper = || error.downcast_ref().and_then(of_hyper);
    error.downcast_ref().map(of_client).or_else(of_hyper).or_else(of_io)
}

fn of_client(error: &legacy::Error) -> Failure {
    match error.is_connect() {
        true => Failure::Connect,
        false => Failure::Request,
    }
}

fn of_hyper(error: &hyper::Error) -> Option<Failure> {
    let kinds = [
        (error.is_timeout(), Failure::Timeout),
        (error.is_parse(), Failure::Decode),
        (error.is_user() || error.is_body_write_aborted(), Failure::Body),
        (error.is_canceled() || error.is_closed() || error.is_incomplete_message(), Failure::Request),
    ];
    kinds.into_iter().find(|(is_it, _)| *is_it).map(|(_, kind)| kind)
}

fn of_io(error: &io::Error) -> Option<Failure> {
    use io::ErrorKind::{
        AddrNotAvailable, BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable,
        NetworkDown, NetworkUnreachable, NotConnected, TimedOut, UnexpectedEof,
    };
    match error.kind() {
        TimedOut => Some(Failure::Timeout),
        AddrNotAvailable | ConnectionRefused | HostUnreachable | NetworkDown | NetworkUnreachable => {
            Some(Failure::Connect)
        }
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof => {
            Some(Failure::Request)
        }
        _ => None,
    }
}

#[cfg(feature = "reqwest-middleware")]
fn of_reqwest(error: &reqwest_middleware::reqwest::Error) -> Option<Failure> {
    let kinds = [
        (error.is_timeout(), Failure::Timeout),
        (error.is_connect(), Failure::Connect),
        (error.is_redirect(), Failure::Redirect),
        (error.is_decode(), Failure::Decode),
        (error.is_body(), Failure::Body),
        (error.is_request() || error.is_builder() || error.is_upgrade(), Failure::Request),
    ];
    kinds.into_iter().find(|(is_it, _)| *is_it).map(|(_, kind)| kind)
}
