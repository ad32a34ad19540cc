//! A plugin without its feature is an error that names the feature.

use gapless::plugins::{HttpServer, Plugin};

fn main() {
    let _ = HttpServer::new();
    let _ = gapless::plugins::Sql::new();
    let _ = |plugin: gapless::plugins::Tokio| plugin.name().len();
}
