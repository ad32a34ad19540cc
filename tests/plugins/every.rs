//! One of each ready-made plugin, as the pages in `docs/` show them.

use std::convert::Infallible;
use std::time::Duration;

use gapless::instance::InstanceBuilder;
use gapless::plugins::{
    Application, Cache, CacheState, Connections, Cron, GraphQl, HttpClient, HttpServer, JobState, Jobs, Mail,
    Os, Pipeline, PoolState, Process, Redis, Sql, Tokio, WebSocket,
};

/// The name of a plugin, and a function that adds it to an instance.
pub(crate) type Example = (&'static str, fn(InstanceBuilder) -> InstanceBuilder);

/// A lock file.
const LOCK: &str = "[[package]]\nname = \"axum\"\nversion = \"0.8.9\"\n";

/// All ready-made plugins, in alphabetical order.
pub(crate) const EVERY: &[Example] = &[
    ("application", |builder| {
        builder.plugin(
            Application::new(gapless::build_info!())
                .commit("1b402bb".to_owned())
                .author("ann".to_owned())
                .dependencies(LOCK),
        )
    }),
    ("cache", |builder| builder.plugin(cache())),
    ("connections", |builder| builder.plugin(connections())),
    ("cron", |builder| builder.plugin(cron())),
    ("graphql", |builder| builder.plugin(GraphQl::new())),
    ("http_client", |builder| builder.plugin(HttpClient::new().hosts(["api.example.com"]))),
    ("http_server", |builder| builder.plugin(http_server())),
    ("jobs", |builder| builder.plugin(jobs())),
    ("mail", |builder| builder.plugin(mail())),
    ("os", |builder| builder.plugin(Os::new())),
    ("pipeline", |builder| builder.plugin(pipeline())),
    ("process", |builder| builder.plugin(Process::default())),
    ("redis", |builder| builder.plugin(Redis::new())),
    ("sql", |builder| builder.plugin(sql())),
    ("tokio", |builder| builder.plugin(Tokio::new())),
    ("websocket", |builder| builder.plugin(websocket())),
];

/// One cache of which the program knows the state.
fn cache() -> Cache {
    let cache = Cache::new();
    let _ = cache.cache("pages").state(|| CacheState { entries: 3, weight: Some(4096), capacity: Some(100) });
    cache
}

/// One listener.
fn connections() -> Connections {
    let connections = Connections::new();
    let _ = connections.listener("public");
    connections
}

/// One task with an interval.
fn cron() -> Cron {
    let cron = Cron::new();
    let _ = cron.task("cleanup").every(Duration::from_secs(3600));
    cron
}

/// All options that add metrics.
fn http_server() -> HttpServer {
    HttpServer::new().routes([("GET", "/users/{id}")]).sizes().bodies()
}

/// One queue with one type of job.
fn jobs() -> Jobs {
    let jobs = Jobs::new().count(|| async { Ok::<_, Infallible>([("mail", JobState::Pending, 3)]) });
    let _ = jobs.queue("mail").job("welcome");
    jobs
}

/// One transport.
fn mail() -> Mail {
    let mail = Mail::new();
    let _ = mail.transport("smtp");
    mail
}

/// One stage.
fn pipeline() -> Pipeline {
    let pipeline = Pipeline::new();
    let _ = pipeline.stage("resize");
    pipeline
}

/// One pool whose size and queue are known.
fn sql() -> Sql {
    Sql::new().pool("main", || PoolState { idle: 3, in_use: 1, max: Some(8), waiting: Some(0) })
}

/// One endpoint with one handler.
fn websocket() -> WebSocket {
    let sockets = WebSocket::new();
    let _ = sockets.endpoint("chat").handler("say");
    sockets
}
