//! The real Alertmanager, and a webhook that receives its notifications.

use std::path::Path;
use std::process::Command;

use axum::Router;
use axum::routing::post;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::peer::peer;
use crate::process::Process;

pub(crate) struct Alertmanager {
    pub(crate) address: String,
    _process: Process,
    _folder: TempDir,
}

impl Alertmanager {
    /// Starts Alertmanager on a free port.
    pub(crate) fn start(config_file: &Path) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let program = peer("usr/bin/prometheus-alertmanager");
        let mut command = Command::new(&program);
        command.arg(format!("--config.file={}", config_file.display()));
        command.arg(format!("--storage.path={}", folder.path().display()));
        command.args(["--web.listen-address=127.0.0.1:0", "--cluster.listen-address="]);
        // Its templates are below the folder of the real programs.
        command.current_dir(program.ancestors().nth(3).expect("it is in usr/bin"));
        let (process, address) = Process::start(&mut command, "msg=\"Listening on\" address=");
        Alertmanager { address, _process: process, _folder: folder }
    }
}

/// A server that Alertmanager notifies.
pub(crate) struct Webhook {
    pub(crate) url: String,
    notifications: UnboundedReceiver<Value>,
}

impl Webhook {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}/", listener.local_addr().expect("it listens"));
        let (sender, notifications) = unbounded_channel();
        let receive = move |notification: String| {
            let sent = sender.send(serde_json::from_str(&notification).expect("a notification is JSON"));
            async move { drop(sent) } // fails only after the test
        };
        let app = Router::new().route("/", post(receive));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Webhook { url, notifications }
    }

    /// Waits for a firing alert with a name, and returns it.
    pub(crate) async fn firing(&mut self, name: &str) -> Value {
        loop {
            let notification = self.notifications.recv().await.expect("the server runs");
            let alerts = notification["alerts"].as_array().expect("alerts are a list");
            let is_meant =
                |alert: &&Value| alert["labels"]["alertname"] == name && alert["status"] == "firing";
            if let Some(alert) = alerts.iter().find(is_meant) {
                return alert.clone();
            }
        }
    }
}
