//! Requests over a few connections that stay open.

use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use axum::Router;
use metrics_exporter_prometheus::PrometheusRecorder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::{PATHS, runtime};

const CONNECTIONS: usize = 4;

/// Serves a router on a thread of its own, and returns the requests per second that the clients complete.
pub(crate) fn rate(app: &Router, requests: usize, recorder: &'static PrometheusRecorder) -> f64 {
    let (app, (bound, address), (stop, stopped)) = (app.clone(), mpsc::channel(), oneshot::channel());
    let server = thread::spawn(move || {
        let serve = async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
            bound.send(listener.local_addr().expect("it is bound")).expect("the client waits");
            let serve =
                axum::serve(listener, app).with_graceful_shutdown(async { stopped.await.unwrap_or(()) });
            serve.await.expect("it serves");
        };
        metrics::with_local_recorder(recorder, || runtime().block_on(serve));
    });
    let address = address.recv().expect("the server binds");
    let seconds = runtime().block_on(async {
        let mut clients = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(address).await.expect("the server listens");
            stream.set_nodelay(true).expect("it is a TCP socket");
            clients.spawn(ask(stream, requests));
        }
        let started = Instant::now();
        clients.join_all().await;
        started.elapsed().as_secs_f64()
    });
    let _is_running = stop.send(());
    server.join().expect("the server ends");
    (CONNECTIONS * requests) as f64 / seconds
}

/// Sends requests, each after the response to the one before.
async fn ask(mut stream: TcpStream, requests: usize) {
    let mut buffer = [0; 1024];
    for n in 0..requests {
        let path = PATHS[n % PATHS.len()];
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        let mut read = 0;
        while !buffer[..read].ends_with(b"hello") {
            read += stream.read(&mut buffer[read..]).await.expect("the server answers");
        }
    }
}
