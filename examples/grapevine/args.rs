//! The command line: its options and their defaults.

use std::env;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::receivers::Receivers;

pub(crate) const USAGE: &str = "\
Grapevine: a small community site for text games, and its metrics.

The start page shows live figures and has buttons that cause faults. The metrics are at /metrics, and the live page is at
/metrics/live/.

Usage: grapevine [OPTIONS]        run the site
       grapevine artifacts DIR    write dashboards, alert rules and configurations for the metrics into a folder
       grapevine catalog          print the declared metrics as JSON

Options:
  --addr IP:PORT     the address of the site; port 0 chooses a free port [127.0.0.1:4100]
  --database PATH    the file of the database, which is created if it is missing [grapevine.db in the temporary folder]
  --traffic on|off   whether the site sends itself a few requests per second [on]
  --grafana URL      the Grafana server for the dashboards; the variable GAPLESS_GRAFANA_TOKEN contains the token
  --help             print this help

The site can send its metrics every 15 seconds. These options can be combined:
  --remote-write URL a receiver of remote write, such as http://127.0.0.1:9090/api/v1/write
  --otlp URL         an OpenTelemetry receiver, such as http://127.0.0.1:4318
  --statsd ADDR      a DogStatsD server, such as 127.0.0.1:8125
  --pushgateway URL  a Pushgateway, such as http://127.0.0.1:9091
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Run(Args),
    /// Writes files for Prometheus, Alertmanager and Grafana into a folder.
    Artifacts(PathBuf),
    /// Prints the catalog.
    Catalog,
    Help,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Args {
    pub(crate) addr: SocketAddr,
    pub(crate) database: PathBuf,
    pub(crate) traffic: bool,
    pub(crate) grafana: Option<String>,
    pub(crate) receivers: Receivers,
}

impl Default for Args {
    fn default() -> Self {
        Args {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 4100)),
            database: env::temp_dir().join("grapevine.db"),
            traffic: true,
            grafana: None,
            receivers: Receivers::default(),
        }
    }
}

pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut args = Args::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("addr") => args.addr = parse_addr(&parser.value()?)?,
            Long("database") => args.database = parser.value()?.into(),
            Long("traffic") => args.traffic = parse_switch(&parser.value()?)?,
            Long("grafana") => args.grafana = Some(parser.value()?.string()?),
            Long("remote-write") => args.receivers.remote_write = Some(parser.value()?.string()?),
            Long("otlp") => args.receivers.otlp = Some(parser.value()?.string()?),
            Long("statsd") => args.receivers.statsd = Some(parser.value()?.string()?),
            Long("pushgateway") => args.receivers.pushgateway = Some(parser.value()?.string()?),
            Value(name) if name == "artifacts" => return Ok(Command::Artifacts(last(parser)?.into())),
            Value(name) if name == "catalog" => return end(parser).map(|()| Command::Catalog),
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Run(args))
}

/// Returns the only remaining argument.
fn last(mut parser: lexopt::Parser) -> Result<OsString, lexopt::Error> {
    let value =
        parser.value().map_err(|_| "grapevine artifacts needs a folder; write grapevine artifacts DIR")?;
    end(parser).map(|()| value)
}

/// Returns an error if an argument follows.
fn end(mut parser: lexopt::Parser) -> Result<(), lexopt::Error> {
    parser.next()?.map_or(Ok(()), |argument| Err(argument.unexpected()))
}

fn parse_addr(text: &OsString) -> Result<SocketAddr, lexopt::Error> {
    let addr = text.to_str().and_then(|text| text.parse().ok());
    addr.ok_or_else(|| {
        format!("--addr {} is not an IP address with a port; write 127.0.0.1:4100", text.display()).into()
    })
}

fn parse_switch(text: &OsString) -> Result<bool, lexopt::Error> {
    match text.to_str() {
        Some("on") => Ok(true),
        Some("off") => Ok(false),
        _ => Err(format!("--traffic is on or off, not {}", text.display()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(line: &str) -> Result<Command, String> {
        parse(lexopt::Parser::from_args(line.split_whitespace())).map_err(|error| error.to_string())
    }

    #[test]
    fn options_replace_what_is_done_without_them() {
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let text = |text: &str| Some(text.to_owned());
        let receivers = Receivers {
            remote_write: text("http://p:9090/api/v1/write"),
            otlp: text("http://o:4318"),
            statsd: text("s:8125"),
            pushgateway: text("http://g:9091"),
        };
        let database = "x.db".into();
        let given = Args { addr, database, traffic: false, grafana: text("http://g:3000"), receivers };
        let line = "--addr 127.0.0.1:0 --database=x.db --traffic off --grafana http://g:3000 --remote-write \
                    http://p:9090/api/v1/write --otlp http://o:4318 --statsd s:8125 --pushgateway=http://g:9091";
        assert_eq!(parse_words(line), Ok(Command::Run(given)));
        assert_eq!(parse_words(""), Ok(Command::Run(Args::default())));
        assert_eq!(parse_words("--traffic off --help"), Ok(Command::Help));
        assert_eq!(parse_words("artifacts deploy"), Ok(Command::Artifacts("deploy".into())));
        assert_eq!(parse_words("catalog"), Ok(Command::Catalog));
    }

    #[test]
    fn mistakes_are_named() {
        let cases = [
            ("--addr 4100", "--addr 4100 is not an IP address with a port; write 127.0.0.1:4100"),
            ("--traffic maybe", "--traffic is on or off, not maybe"),
            ("--trafic off", "invalid option '--trafic'"),
            ("--database", "missing argument for option '--database'"),
            ("--otlp", "missing argument for option '--otlp'"),
            ("--remote_write http://p:9090", "invalid option '--remote_write'"),
            ("now", "unexpected argument \"now\""),
            ("artifacts", "grapevine artifacts needs a folder; write grapevine artifacts DIR"),
            ("catalog now", "unexpected argument \"now\""),
        ];
        for (line, message) in cases {
            assert_eq!(parse_words(line), Err(message.to_owned()), "{line}");
        }
    }
}
