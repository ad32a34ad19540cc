//! The names of datapoints.

use std::fmt;
use std::str::FromStr;

use crate::declared::kind::Kind;

/// A number that a [`Change`](super::Change) contains.
///
/// ```
/// use gapless::descriptor::Kind;
/// use gapless::snapshot::{Datapoint, Quantile};
///
/// assert_eq!("rate".parse(), Ok(Datapoint::Rate));
/// assert_eq!("p99.9".parse(), Ok(Datapoint::Quantile(Quantile::new(0.999).expect("it is from 0 to 1"))));
/// assert_eq!(Datapoint::defaults(Kind::Counter), [Datapoint::Value, Datapoint::Rate]);
///
/// let error = "median".parse::<Datapoint>().expect_err("this is not the name of a datapoint");
/// assert_eq!(
///     error.to_string(),
///     "unknown datapoint `median`; write `value`, `rate`, `delta`, `count`, `sum`, `mean`, `min`, `max`, `heat`, \
///      or a quantile from `p0` to `p100`, such as `p99.9`",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Datapoint {
    /// The value: of a histogram or a summary the number of all observations, of a state set the index of the state.
    Value,
    /// The [`Delta`](Self::Delta) per second.
    Rate,
    /// The difference from the value of the earlier reading.
    Delta,
    /// The number of observations between the readings.
    Count,
    /// The sum of the observations between the readings.
    Sum,
    /// The mean of the observations between the readings.
    Mean,
    /// The smallest observation as far as buckets show it, which is `p0`; of a gauge the smallest of the readings.
    Min,
    /// The largest observation as far as buckets show it, which is `p100`; of a gauge the largest of the readings.
    Max,
    /// A quantile of the observations: of a histogram those between the readings, of a summary those of its window.
    Quantile(Quantile),
    /// The number of observations in each bucket between the readings: see [`Change::heat`](super::Change::heat).
    Heat,
}

/// A quantile from 0 to 1, with six decimals.
///
/// The text is a percentage: `p50` is the median.
///
/// ```
/// use gapless::snapshot::Quantile;
///
/// let quantile = Quantile::new(0.999).expect("it is from 0 to 1");
/// assert_eq!(quantile.to_string(), "p99.9");
/// assert_eq!(quantile.as_f64(), 0.999);
/// assert_eq!(Quantile::new(99.0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quantile {
    millionths: u32,
}

/// The error of parsing a [`Datapoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDatapoint(String);

impl Datapoint {
    const P50: Datapoint = Datapoint::Quantile(Quantile { millionths: 500_000 });
    const P90: Datapoint = Datapoint::Quantile(Quantile { millionths: 900_000 });
    const P99: Datapoint = Datapoint::Quantile(Quantile { millionths: 990_000 });

    /// Returns the datapoints that show a metric of this type best.
    #[must_use]
    pub const fn defaults(kind: Kind) -> &'static [Datapoint] {
        use Datapoint::{Heat, Mean, Rate, Value};
        match kind {
            Kind::Counter => &[Value, Rate],
            Kind::Gauge | Kind::UpDownCounter | Kind::StateSet | Kind::Info => &[Value],
            Kind::Histogram => &[Rate, Mean, Self::P50, Self::P90, Self::P99, Heat],
            Kind::Summary => &[Rate, Mean, Self::P50, Self::P90, Self::P99],
        }
    }
}

impl Quantile {
    /// Creates a quantile, or returns `None` if the number is not from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is from 0 to 1")]
    pub fn new(quantile: f64) -> Option<Quantile> {
        let millionths = || (quantile * 1e6).round() as u32;
        (0.0..=1.0).contains(&quantile).then(|| Quantile { millionths: millionths() })
    }

    /// Returns the number from 0 to 1.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.millionths) / 1e6
    }

    /// Parses the percentage after the `p`.
    fn of_percent(percent: &str) -> Option<Quantile> {
        const DECIMALS: usize = 4;
        let (whole, decimals) = percent.split_once('.').unwrap_or((percent, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || whole.len() > 3 || decimals.len() > DECIMALS {
            return None;
        }
        let millionths = format!("{whole}{decimals:0<DECIMALS$}").parse().ok()?;
        (millionths <= 1_000_000).then_some(Quantile { millionths })
    }
}

impl FromStr for Datapoint {
    type Err = UnknownDatapoint;

    fn from_str(name: &str) -> Result<Self, UnknownDatapoint> {
        let quantile = || name.strip_prefix('p').and_then(Quantile::of_percent).map(Datapoint::Quantile);
        Ok(match name {
            "value" => Datapoint::Value,
            "rate" => Datapoint::Rate,
            "delta" => Datapoint::Delta,
            "count" => Datapoint::Count,
            "sum" => Datapoint::Sum,
            "mean" => Datapoint::Mean,
            "min" => Datapoint::Min,
            "max" => Datapoint::Max,
            "heat" => Datapoint::Heat,
            _ => return quantile().ok_or_else(|| UnknownDatapoint(name.to_owned())),
        })
    }
}

impl fmt::Display for Datapoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Datapoint::Value => f.write_str("value"),
            Datapoint::Rate => f.write_str("rate"),
            Datapoint::Delta => f.write_str("delta"),
            Datapoint::Count => f.write_str("count"),
            Datapoint::Sum => f.write_str("sum"),
            Datapoint::Mean => f.write_str("mean"),
            Datapoint::Min => f.write_str("min"),
            Datapoint::Max => f.write_str("max"),
            Datapoint::Quantile(quantile) => quantile.fmt(f),
            Datapoint::Heat => f.write_str("heat"),
        }
    }
}

impl fmt::Display for Quantile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", f64::from(self.millionths) / 1e4)
    }
}

impl fmt::Display for UnknownDatapoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownDatapoint(name) = self;
        write!(
            f,
            "unknown datapoint `{name}`; write `value`, `rate`, `delta`, `count`, `sum`, `mean`, `min`, `max`, `heat`, \
             or a quantile from `p0` to `p100`, such as `p99.9`"
        )
    }
}

impl std::error::Error for UnknownDatapoint {}
