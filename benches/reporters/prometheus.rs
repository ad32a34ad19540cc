//! The remote write of a real Prometheus, for comparison.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::sender;
use crate::sink::Sink;

/// How long Prometheus sends before it is measured, and how long it is measured.
const WARM_UP: Duration = Duration::from_secs(8);
const TIME: Duration = Duration::from_secs(20);

/// A running Prometheus. It ends when this is dropped.
struct Prometheus {
    process: Child,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

/// Returns how many bytes Prometheus sends for each sample by remote write 2.0.
pub(crate) async fn bytes_per_sample(program: &Path) -> Result<f64, Box<dyn std::error::Error>> {
    let sink = Sink::start().await?;
    let sender = sender::start("scrape", sink.address("http"), Duration::from_millis(500))?;
    let prometheus = Prometheus::start(program, sender.address(), sink.address("http"))?;
    sleep(WARM_UP).await;
    let (bytes, samples) = (sink.bytes(), prometheus.sent().await?);
    sleep(TIME).await;
    Ok((sink.bytes() - bytes) as f64 / (prometheus.sent().await? - samples))
}

impl Prometheus {
    fn start(
        program: &Path,
        target: SocketAddr,
        receiver: SocketAddr,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = folder.path().join("prometheus.yml");
        fs::write(&config, configuration(target, receiver))?;
        let process = Command::new(program)
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{}` cannot be started: {error}", program.display()))?;
        Ok(Prometheus { process, address, _folder: folder })
    }

    /// Returns how many samples were sent since the start.
    async fn sent(&self) -> Result<f64, Box<dyn std::error::Error>> {
        let mut connection = TcpStream::connect(self.address).await?;
        connection.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").await?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await?;
        let line = answer.lines().find(|line| line.starts_with("prometheus_remote_storage_samples_total{"));
        let value = line.and_then(|line| line.rsplit_once(' ')).ok_or("Prometheus has not sent anything")?.1;
        Ok(value.parse()?)
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn configuration(target: SocketAddr, receiver: SocketAddr) -> String {
    format!(
        "global: {{scrape_interval: 500ms}}\n\
         scrape_configs: [{{job_name: bench, static_configs: [{{targets: ['{target}']}}]}}]\n\
         remote_write: [{{url: 'http://{receiver}/', protobuf_message: io.prometheus.write.v2.Request}}]\n"
    )
}
