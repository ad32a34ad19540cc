//! The real StatsD, which aggregates without a backend.

use std::collections::BTreeMap;
use std::process::Command;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::peer::peer;
use crate::process::Process;

pub(crate) struct StatsdServer {
    /// The address that receives packets.
    pub(crate) address: String,
    /// The address that answers commands.
    management: String,
    _process: Process,
    _folder: TempDir,
}

impl StatsdServer {
    /// Starts it on free ports.
    pub(crate) fn start() -> Self {
        // It does not print its ports, so it cannot choose them.
        let (port, management_port) = {
            let udp = std::net::UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
            let tcp = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
            (udp.expect("a port is free").port(), tcp.expect("a port is free").port())
        };
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let config = folder.path().join("config.js");
        let settings = format!(
            "{{address: '127.0.0.1', port: {port}, mgmt_address: '127.0.0.1', mgmt_port: {management_port}, \
             backends: [], flushInterval: 3600000}}"
        );
        std::fs::write(&config, settings).expect("the folder can be written");
        let mut command = Command::new("node");
        let (process, _) = Process::start_group(
            command.arg(peer("statsd/node_modules/statsd/stats.js")).arg(config),
            "server is up",
        );
        let [address, management] = [port, management_port].map(|port| format!("127.0.0.1:{port}"));
        StatsdServer { address, management, _process: process, _folder: folder }
    }

    /// Returns the sums of the counters.
    pub(crate) async fn counters(&self) -> BTreeMap<String, f64> {
        self.ask("counters").await
    }

    /// Returns the gauges.
    pub(crate) async fn gauges(&self) -> BTreeMap<String, f64> {
        self.ask("gauges").await
    }

    /// Returns the entries of the object that answers a command.
    async fn ask(&self, command: &str) -> BTreeMap<String, f64> {
        let mut connection = TcpStream::connect(&self.management).await.expect("StatsD listens");
        connection.write_all(format!("{command}\n").as_bytes()).await.expect("it reads commands");
        let mut answer = String::new();
        while !answer.contains("END") {
            let mut buffer = [0; 4096];
            let read = connection.read(&mut buffer).await.expect("it answers");
            answer += std::str::from_utf8(&buffer[..read]).expect("it writes ASCII");
        }
        let (object, _) = answer.split_once("END").expect("the answer is complete");
        let object = object.trim().trim_start_matches('{').trim_end_matches('}');
        let entries = object.split([',', '\n']).filter_map(|entry| entry.trim().rsplit_once(": "));
        entries
            .map(|(name, value)| (name.trim_matches('\'').to_owned(), value.parse().expect("a number")))
            .collect()
    }
}
