//! `Redis`: the commands of a connection. A server in the test replies to them.

use futures_util::FutureExt as _;
use gapless::Instance;
use gapless::plugins::{PluginOptions, Redis, RedisConnection};
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, Value};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{start, text, value};

fn commands(instance: &Instance, command: &str) -> Option<f64> {
    value(instance, &format!("redis_command_duration_seconds_count{{command=\"{command}\"}}"))
}

fn errors(instance: &Instance, command: &str, kind: &str) -> Option<f64> {
    value(instance, &format!("redis_command_errors_total{{command=\"{command}\",kind=\"{kind}\"}}"))
}

/// Reads a command, which is an array of strings.
async fn read(client: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let mut line = String::new();
    client.read_line(&mut line).await.ok()?;
    let count: usize = line.strip_prefix('*')?.trim_end().parse().ok()?;
    let mut words = Vec::new();
    for _ in 0..count {
        line.clear();
        client.read_line(&mut line).await.ok()?;
        let len: usize = line.strip_prefix('$')?.trim_end().parse().ok()?;
        let mut word = vec![0; len + 2];
        client.read_exact(&mut word).await.ok()?;
        word.truncate(len);
        words.push(String::from_utf8(word).ok()?);
    }
    Some(words)
}

/// Connects to a server that replies `+OK`, except that it does not know `NOPE` and does not reply to `BLPOP`.
async fn connect() -> MultiplexedConnection {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it listens");
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("the client connects");
        let mut client = BufReader::new(stream);
        while let Some(command) = read(&mut client).await {
            let reply = match &*command[0] {
                "NOPE" => "-ERR unknown command\r\n",
                "BLPOP" => "",
                "QUIT" => break,
                _ => "+OK\r\n",
            };
            client.write_all(reply.as_bytes()).await.expect("the client reads");
        }
    });
    let client = redis::Client::open(format!("redis://{address}")).expect("the address is valid");
    client.get_multiplexed_async_connection().await.expect("the server accepts")
}

async fn send(connection: &mut impl ConnectionLike, command: &str) -> Result<Value, RedisError> {
    redis::cmd(command).arg("key").query_async(connection).await
}

#[tokio::test]
async fn commands_are_counted_by_name_and_errors_by_kind() {
    let redis = Redis::new().commands(["GET", "set"]);
    let instance = start(redis.clone()).await;
    assert_eq!((commands(&instance, "get"), errors(&instance, "set", "timeout")), (Some(0.0), Some(0.0)));
    assert_eq!(commands(&instance, "nope"), None);

    let mut connection = redis.connection(connect().await);
    send(&mut connection, "GET").await.expect("the server replies");
    send(&mut connection, "get").await.expect("the server replies");
    send(&mut connection, "NOPE").await.expect_err("the server does not know it");
    assert_eq!((commands(&instance, "get"), commands(&instance, "nope")), (Some(2.0), Some(1.0)));
    assert_eq!(
        (errors(&instance, "nope", "server"), errors(&instance, "nope", "timeout")),
        (Some(1.0), Some(0.0))
    );

    assert!(send(&mut connection, "BLPOP").now_or_never().is_none());
    assert_eq!(errors(&instance, "blpop", "cancelled"), Some(1.0));

    send(&mut connection, "QUIT").await.expect_err("the server closes the connection");
    assert_eq!(errors(&instance, "quit", "connection"), Some(1.0));
}

#[tokio::test]
async fn a_pipeline_counts_as_one_command() {
    let redis = Redis::new();
    let instance = start(redis.clone()).await;
    let mut connection = redis.connection(connect().await);
    let pipeline = redis::pipe().cmd("SET").arg("a").arg(1).cmd("GET").arg("a").clone();
    let _replies: Vec<Value> = pipeline.query_async(&mut connection).await.expect("the server replies");
    let failing = redis::pipe().cmd("SET").arg("a").arg(1).cmd("NOPE").clone();
    failing.query_async::<Vec<Value>>(&mut connection).await.expect_err("one of them fails");
    assert_eq!((commands(&instance, "pipeline"), commands(&instance, "set")), (Some(2.0), None));
    assert_eq!(errors(&instance, "pipeline", "server"), Some(1.0));
}

/// A connection whose commands fail with an error of this kind, or else with a timeout.
struct Broken(Option<ErrorKind>);

impl Broken {
    fn reply<T: Send + 'static>(&self) -> RedisFuture<'static, T> {
        match self.0 {
            Some(kind) => std::future::ready(Err((kind, "broken").into())).boxed(),
            None => Box::pin(async { Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()) }),
        }
    }
}

impl ConnectionLike for Broken {
    fn req_packed_command<'a>(&'a mut self, _: &'a Cmd) -> RedisFuture<'a, Value> {
        self.reply()
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        _: &'a Pipeline,
        _: usize,
        _: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        self.reply()
    }

    fn get_db(&self) -> i64 {
        7
    }
}

#[tokio::test]
async fn each_error_of_a_connection_has_a_kind() {
    let redis = Redis::new();
    let instance = start(redis.clone()).await;
    for (error, kind) in [
        (Some(ErrorKind::Io), "connection"),
        (Some(ErrorKind::AuthenticationFailed), "authentication"),
        (Some(ErrorKind::Parse), "client"),
        (Some(ErrorKind::Extension), "server"),
        (None, "timeout"),
    ] {
        let mut connection: RedisConnection<Broken> = redis.connection(Broken(error));
        send(&mut connection, "PING").await.expect_err("it is broken");
        assert_eq!(errors(&instance, "ping", kind), Some(1.0), "{kind}");
        assert_eq!(connection.get_db(), 7);
    }
}

#[tokio::test]
async fn names_that_are_not_commands_are_other() {
    let redis = Redis::new();
    let instance = start(redis.clone()).await;
    let mut connection = redis.connection(connect().await);
    for name in ["JSON.GET", "", "with space", "a_name_that_is_longer_than_any_command"] {
        send(&mut connection, name).await.expect("the server replies");
    }
    assert_eq!((commands(&instance, "json.get"), commands(&instance, "_other")), (Some(1.0), Some(3.0)));
}

#[tokio::test]
async fn options_change_names_labels_and_buckets_and_nothing_is_recorded_before_the_start() {
    let options = PluginOptions::new().metric_prefix("shop").label("region", "eu").buckets([0.25, 2.0]);
    let redis = Redis::new().options(options);
    let mut connection = redis.connection(connect().await);
    send(&mut connection, "GET").await.expect("the server replies");
    let instance = start(redis).await;
    assert!(!text(&instance).contains(r#"command="get""#));
    send(&mut connection, "GET").await.expect("the server replies");
    let series = r#"shop_redis_command_duration_seconds_bucket{region="eu",command="get",le="2"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
}
