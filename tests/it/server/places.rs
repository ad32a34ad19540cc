//! Addresses and sockets on which a server can and cannot listen.

use std::error::Error;
use std::io;

use gapless::http::{self, Server, ServerBuilder};

use super::{local, start};

/// Returns why a server cannot listen: the kind of the system error, and the message without its remedy.
async fn refusal(server: ServerBuilder) -> (io::ErrorKind, String) {
    let error = server.start().await.expect_err("the address cannot be bound");
    let http::ErrorKind::Listen { cause, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(error.source().map(ToString::to_string), Some(cause.to_string()));
    let message = error.to_string();
    (cause.kind(), message.split_once("; ").expect("the message contains a remedy").0.to_owned())
}

#[tokio::test]
async fn an_address_that_cannot_be_bound_is_an_error() {
    let first = start(local()).await;
    let address = first.local_addr().expect("the server has a TCP address").to_string();
    let in_use = (io::ErrorKind::AddrInUse, format!("cannot listen on `{address}`"));
    assert_eq!(refusal(Server::bind(&address)).await, in_use);
    let foreign = (io::ErrorKind::AddrNotAvailable, "cannot listen on `192.0.2.1:0`".to_owned());
    assert_eq!(refusal(Server::bind("192.0.2.1:0")).await, foreign);
    let (_, message) = refusal(Server::bind("9464")).await;
    assert_eq!(message, "cannot listen on `9464`");
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;
    use tokio::net::{UnixListener, UnixStream};

    use super::*;
    use crate::server::{exchange, request};

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let path = folder.path().join("metrics.sock");
        (folder, path)
    }

    async fn scrape(path: &PathBuf) -> String {
        let stream = UnixStream::connect(path).await.expect("the server listens");
        exchange(stream, &request("GET", "/metrics", "")).await
    }

    #[tokio::test]
    async fn the_file_of_a_unix_socket_exists_as_long_as_its_server() {
        let (_folder, path) = folder();
        let server = start(Server::unix(&path)).await;
        assert_eq!(server.local_addr(), None);
        assert!(scrape(&path).await.starts_with("HTTP/1.1 200 OK\r\n"));
        server.shutdown().await;
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_one_in_use_is_not() {
        let (_folder, path) = folder();
        drop(UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        let server = start(Server::unix(&path)).await;
        assert_eq!(refusal(Server::unix(&path)).await.0, io::ErrorKind::AddrInUse);
        assert!(scrape(&path).await.starts_with("HTTP/1.1 200 OK\r\n"));
        server.shutdown().await;
    }

    #[tokio::test]
    async fn files_that_are_not_sockets_are_not_replaced() {
        let (_folder, path) = folder();
        fs::write(&path, "a letter").unwrap();
        assert_eq!(refusal(Server::unix(&path)).await.0, io::ErrorKind::AddrInUse);
        fs::remove_file(&path).unwrap();
        let server = start(Server::unix(&path)).await;
        fs::rename(&path, path.with_extension("old")).unwrap();
        fs::write(&path, "a letter").unwrap();
        server.shutdown().await;
        assert_eq!(fs::read_to_string(&path).unwrap(), "a letter");
    }

    #[tokio::test]
    async fn a_missing_folder_is_an_error() {
        let (_folder, path) = folder();
        assert_eq!(refusal(Server::unix(path.join("socket"))).await.0, io::ErrorKind::NotFound);
    }
}
