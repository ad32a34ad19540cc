//! Probes: the records of one test, although other tests of the process record into the same metrics.
//!
//! A [`Probe`] reads the share of the test's threads in a counter, an up-down counter, a histogram or a summary. The
//! result is exact, whatever other tests record at the same time:
//!
//! ```
//! use gapless::testing::Probe;
//!
//! gapless::defmetrics! {
//!     /// Jobs that were done.
//!     counter jobs_total;
//! }
//!
//! let probe = Probe::new(); // at the start of the test
//! jobs_total().inc();
//! std::thread::spawn(|| jobs_total().inc_by(10)); // another test
//! probe.assert_delta(jobs_total(), 1);
//! ```
//!
//! Probes need the feature `testing`, which belongs in the `dev-dependencies`. Recording costs the same with and
//! without the feature. The [guide](https://docs.rs/gapless/latest/gapless/guide/testing/) shows how to test each kind
//! of metric.

mod baseline;
mod by_name;
mod failure;
mod probe;
mod probed;
mod scope;

pub use self::probe::Probe;
pub use self::probed::Probed;
pub use self::scope::Scoped;
#[doc(hidden)]
pub use crate::cells::slab::CurrentRuntime;
