//! Connections: direct, or through a proxy.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderValue, Uri};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_service::Service;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A proxy.
#[derive(Clone)]
pub(super) struct Proxy {
    pub(super) uri: Uri,
    pub(super) authorization: Option<HeaderValue>,
}

/// Opens connections for requests. TLS is added on top.
#[derive(Clone)]
pub(super) enum Connector {
    Direct(HttpConnector),
    /// For HTTPS: the proxy passes all bytes on after a request with the method CONNECT.
    Tunnel(Tunnel<HttpConnector>),
    /// For HTTP: the proxy receives the requests with complete URLs.
    Forward(HttpConnector, Uri),
}

/// A connection.
pub(super) struct Stream {
    tcp: TcpStream,
    is_forwarded: bool,
}

/// An error of the connection to a proxy.
#[derive(Debug)]
pub(super) struct ProxyError(BoxError);

impl Connector {
    pub(super) fn new(proxy: Option<&Proxy>, is_https: bool) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        match proxy {
            None => Connector::Direct(http),
            Some(proxy) if is_https => {
                let tunnel = Tunnel::new(proxy.uri.clone(), http);
                Connector::Tunnel(match proxy.authorization.clone() {
                    Some(authorization) => tunnel.with_auth(authorization),
                    None => tunnel,
                })
            }
            Some(proxy) => Connector::Forward(http, proxy.uri.clone()),
        }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self {
            Connector::Direct(http) | Connector::Forward(http, _) => {
                http.poll_ready(context).map_err(Into::into)
            }
            Connector::Tunnel(tunnel) => tunnel.poll_ready(context).map_err(Into::into),
        }
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        match self {
            Connector::Direct(http) => {
                let connecting = http.call(to);
                Box::pin(async { Ok(Stream::new(connecting.await?, false)) })
            }
            Connector::Tunnel(tunnel) => {
                let connecting = tunnel.call(to);
                Box::pin(async { Ok(Stream::new(connecting.await.map_err(ProxyError::new)?, false)) })
            }
            Connector::Forward(http, proxy) => {
                let connecting = http.call(proxy.clone());
                Box::pin(async { Ok(Stream::new(connecting.await.map_err(ProxyError::new)?, true)) })
            }
        }
    }
}

impl Stream {
    fn new(tcp: TokioIo<TcpStream>, is_forwarded: bool) -> TokioIo<Self> {
        TokioIo::new(Stream { tcp: tcp.into_inner(), is_forwarded })
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_forwarded)
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }
}

impl ProxyError {
    fn new(cause: impl Into<BoxError>) -> Self {
        ProxyError(cause.into())
    }
}

impl std::fmt::Display for ProxyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the proxy")
    }
}

impl std::error::Error for ProxyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}
