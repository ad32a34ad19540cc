//! A reporter that writes tables, for people who read them.

mod number;
mod table;

use std::io::{self, Stdout, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use self::table::Table;
use crate::{Batch, Failure, Reporter};

/// Writes the values of each tick as a table, to the standard output or any other [`Write`].
///
/// After the values, the table lists the datapoints that a subscription selects but that do not exist, with the reason.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::report::{every, Console, WindowedDatapoint};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let datapoints = ["value".parse::<WindowedDatapoint>()?, "rate@1m".parse()?];
/// let every_15_s = every(Duration::from_secs(15)).datapoints(datapoints);
/// let metrics = gapless::builder().reporter(Console::new(), every_15_s).start().await?;
/// # Ok(())
/// # }
/// ```
///
/// ```text
/// metrics at 07:30:15 UTC
/// metric               labels         datapoint  value
/// http_requests_total  method="GET"   value      1234
/// http_requests_total  method="GET"   rate@1m    2.5
/// queue_depth                         value      not a number
/// worker_state                        value      open
/// without a value:
/// http_requests_total  2 of 3 series  rate@1m    no value yet
/// logins_total                                   missing
/// ```
///
/// Numbers have six significant digits. The value of a state set is its state.
#[derive(Debug)]
pub struct Console<W = Stdout> {
    out: W,
}

impl Console {
    /// Creates a reporter that writes to the standard output.
    #[must_use]
    pub fn new() -> Self {
        Console::to(io::stdout())
    }
}

impl Default for Console {
    fn default() -> Self {
        Console::new()
    }
}

impl<W: Write + Send + 'static> Console<W> {
    /// Creates a reporter that writes to a file, a buffer or anything else that implements [`Write`].
    ///
    /// ```
    /// use std::io::stderr;
    ///
    /// use gapless::report::Console;
    ///
    /// let console = Console::to(stderr());
    /// ```
    pub fn to(out: W) -> Self {
        Console { out }
    }
}

impl<W: Write + Send + 'static> Reporter for Console<W> {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let (time, table) = (time_of_day(batch.time()), Table::of(batch));
        let dropped = match batch.dropped() {
            0 => String::new(),
            n => format!("dropped: {n} series before these, because the reporter was slow\n"),
        };
        self.out.write_all(format!("metrics at {time} UTC\n{dropped}{table}\n").as_bytes())?;
        self.out.flush()?;
        Ok(())
    }
}

fn time_of_day(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}
