//! The meaning of an answer.

use std::time::Duration;

use super::request::Version;
use crate::client::{Answer, Setback, Verdict};

/// The longest pause that a receiver can ask for.
const LONGEST: Duration = Duration::from_secs(300);

/// The headers with the numbers of samples and of native histograms that the receiver stored.
const WRITTEN: [&str; 2] =
    ["x-prometheus-remote-write-samples-written", "x-prometheus-remote-write-histograms-written"];

/// A header that a receiver of version 2 also sends.
const EXEMPLARS_WRITTEN: &str = "x-prometheus-remote-write-exemplars-written";

/// The answer of Prometheus before version 3.8, with the status 500, if its native histograms are not enabled. It would
/// never accept the request.
const NATIVE_DISABLED: &str = "native histograms are disabled";

/// A header of every answer of VictoriaMetrics.
const VICTORIA_METRICS: &str = "x-server-hostname";

/// The consequence of an answer for the samples of its request.
#[derive(Debug)]
pub(super) enum Fate {
    Accepted,
    /// The receiver stored only some of them. The others are lost.
    Partial {
        written: usize,
        problem: String,
    },
    /// The receiver does not know the version.
    OtherVersion,
    /// The receiver is VictoriaMetrics, which does not know version 2, and stores the count and the sum of a native
    /// histogram next to the classic ones.
    OtherVersionWithoutNative,
    /// The receiver does not accept native histograms.
    WithoutNative,
    /// The request is too large.
    Smaller,
    /// They are lost.
    Rejected {
        problem: String,
    },
    /// They are sent again after a pause.
    Later {
        setback: Setback,
        problem: String,
    },
}

impl Fate {
    /// Returns the fate of samples that were sent in a version of the protocol.
    pub(super) fn of(answer: &Answer, version: Version, samples: usize) -> Self {
        let written = if version == Version::V2 { written(answer) } else { Some(samples) };
        let partial = |written: usize| Fate::Partial { written, problem: problem_of(answer) };
        match (answer.verdict(), answer.status.as_u16(), version) {
            (Verdict::Accepted, ..) => match written {
                None if answer.headers.contains_key(VICTORIA_METRICS) => Fate::OtherVersionWithoutNative,
                None => Fate::OtherVersion,
                Some(written) if written < samples => partial(written),
                Some(_) => Fate::Accepted,
            },
            (Verdict::Later, 500, _) if answer.message.contains(NATIVE_DISABLED) => Fate::WithoutNative,
            (Verdict::Later, ..) => {
                let setback = Setback { pause: answer.retry_after(LONGEST), is_reachable: true };
                Fate::Later { setback, problem: problem_of(answer) }
            }
            (Verdict::Rejected, 413, _) => Fate::Smaller,
            (Verdict::Rejected, 415, _) => Fate::OtherVersion,
            (Verdict::Rejected, 400, Version::V2) => match written {
                None => Fate::OtherVersion,
                Some(written) => partial(written.min(samples)),
            },
            (Verdict::Rejected, ..) => Fate::Rejected { problem: problem_of(answer) },
        }
    }
}

/// Returns the number of samples that a receiver of version 2 stored; `None` from another receiver.
fn written(answer: &Answer) -> Option<usize> {
    let number = |name: &str| answer.headers.get(name)?.to_str().ok()?.trim().parse::<usize>().ok();
    let numbers = WRITTEN.map(number);
    let is_second_version =
        numbers.iter().any(Option::is_some) || answer.headers.contains_key(EXEMPLARS_WRITTEN);
    is_second_version.then(|| numbers.into_iter().flatten().fold(0, usize::saturating_add))
}

fn problem_of(answer: &Answer) -> String {
    if answer.status.is_success() {
        return "the receiver stored only a part of the request; look into its log".to_owned();
    }
    answer.clone().error().to_string()
}
