//! The command line of the sender.

use std::path::Path;
use std::time::Duration;

use gapless::instance::InstanceBuilder;
use gapless::report::{
    Graphite, Interval, Otlp, Pushgateway, RemoteWrite, Reporting, StatsD, Subscription, TextPush, every,
};
use gapless::snapshot::Datapoint;

use crate::record::Record;
use crate::values;

type Error = Box<dyn std::error::Error>;

/// Adds the reporters of the command line to an instance.
pub(crate) fn with_reporters(builder: InstanceBuilder) -> Result<InstanceBuilder, Error> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let (mut options, mut transports) = (Options::default(), Vec::new());
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return Err(format!("{pair:?} has no value").into()) };
        if !options.set(name, value)? {
            transports.push((name, value));
        }
    }
    transports.iter().enumerate().try_fold(builder, |builder, (index, (name, address))| {
        let earlier = transports[..index].iter().filter(|(other, _)| other == name).count();
        options.with_reporter(builder, name, address, options.reporting(name, earlier))
    })
}

/// The options of all reporters.
struct Options {
    interval: Duration,
    instance: Option<String>,
    queue_bytes: usize,
    queue_folder: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            interval: Duration::from_millis(250),
            instance: None,
            queue_bytes: 8 << 20,
            queue_folder: None,
        }
    }
}

impl Options {
    /// Sets an option, and returns whether there is such an option.
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Error> {
        match name {
            "--interval" => self.interval = Duration::from_millis(value.parse()?),
            "--instance" => self.instance = Some(value.to_owned()),
            "--queue-bytes" => self.queue_bytes = value.parse()?,
            "--queue-folder" => self.queue_folder = Some(value.to_owned()),
            "--series" => values::load(value.parse()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Returns what a reporter reports. A further reporter of a transport gets a number in its name.
    fn reporting(&self, transport: &str, earlier: usize) -> Reporting {
        let values = Subscription::new("*").datapoints([Datapoint::Value]);
        let subscription = match transport {
            "--graphite" => values.interval(Interval::every(self.interval)),
            _ => every(self.interval),
        };
        let reporting = Reporting::from(subscription);
        match (transport.strip_prefix("--"), earlier) {
            (Some(name), 1..) => reporting.name(format!("{}_{earlier}", name.replace('-', "_"))),
            _ => reporting,
        }
    }

    fn with_reporter(
        &self,
        to: InstanceBuilder,
        transport: &str,
        address: &str,
        reporting: Reporting,
    ) -> Result<InstanceBuilder, Error> {
        Ok(match transport {
            "--remote-write" => to.reporter(self.remote_write(address), reporting),
            "--otlp" => to.reporter(Otlp::new(address).queue_bytes(self.queue_bytes), reporting),
            "--text-push" => to.reporter(TextPush::new(address), reporting),
            "--pushgateway" => to.reporter(Pushgateway::new(address).by_instance(true), reporting),
            "--graphite" => to.reporter(Graphite::new(address).tagged(true), reporting),
            "--statsd" => to.reporter(StatsD::new(address), reporting),
            "--record" => to.reporter(Record::new(Path::new(address))?, reporting),
            _ => return Err(format!("unknown argument `{transport}`").into()),
        })
    }

    fn remote_write(&self, url: &str) -> RemoteWrite {
        let remote_write = RemoteWrite::new(url).queue_bytes(self.queue_bytes);
        let remote_write = self.instance.iter().fold(remote_write, RemoteWrite::instance);
        self.queue_folder.iter().fold(remote_write, RemoteWrite::queue_folder)
    }
}
