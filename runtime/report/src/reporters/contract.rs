//! A test that every reporter can run.
//!
//! [`check`] runs a reporter through the situations in which an instance calls it, and returns the calls that were
//! wrong. Every reporter of Gapless passes this check.

mod broken;
mod case;
mod families;
mod run;

use std::thread;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use self::run::Run;
use super::reporter::Reporter;

pub use self::broken::{Broken, Violation, What};
pub use self::case::Case;

/// Checks a reporter whose receiver accepts all values.
///
/// The function is called once for each [`Case`]. Each reporter starts, receives the batches of the case and stops, on
/// a thread with its own tokio runtime, as in an instance. The batches contain empty metrics, seeded zeros, infinities
/// and NaN, UTF-8 and control characters in labels, every type of metric, resets, series that disappear, and a metric
/// with 10,000 series. A reporter is also started twice, reports after it was started again, and stops with a time
/// limit of zero.
///
/// This function checks only that the calls succeed in time. It does not check which values the receiver gets.
///
/// ```
/// use gapless::report::{contract, Batch, Failure, Reporter};
///
/// #[derive(Default)]
/// struct Largest(f64);
///
/// impl Reporter for Largest {
///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
///         self.0 = batch.points().map(|point| point.value()).fold(self.0, f64::max);
///         Ok(())
///     }
/// }
///
/// struct First;
///
/// impl Reporter for First {
///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
///         let first = batch.points().next().unwrap();
///         println!("{first}");
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), contract::Broken> {
/// contract::check(Largest::default).await?;
///
/// let broken = contract::check(|| First).await.unwrap_err();
/// let violation = &broken.violations()[0];
/// assert_eq!((violation.case(), violation.call()), (contract::Case::Empty, "report"));
/// assert!(broken.to_string().starts_with("`first` breaks the contract of reporters: with a batch without metrics, "));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Returns every call that panicked, returned an error, or took longer than 30 seconds.
pub async fn check<R: Reporter>(create: impl FnMut() -> R + Send + 'static) -> Result<(), Broken> {
    run(create, &Case::ALL, true).await
}

/// Checks a reporter whose receiver cannot be reached, such as a port that nothing listens on.
///
/// The reporter may return errors. It must not panic or wait for more than 30 seconds, and it must continue after an
/// error and another start. The batches are those of [`check`], without the large metric.
///
/// # Errors
///
/// Returns every call that panicked or took longer than 30 seconds.
pub async fn check_unreachable<R: Reporter>(
    create: impl FnMut() -> R + Send + 'static,
) -> Result<(), Broken> {
    run(create, &[Case::Name, Case::Empty, Case::SpecialValues, Case::StartAgain, Case::StopAtOnce], false)
        .await
}

async fn run<R: Reporter>(
    mut create: impl FnMut() -> R + Send + 'static,
    cases: &'static [Case],
    accepts: bool,
) -> Result<(), Broken> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let reporter = create().name().into_owned();
        let violations = cases.iter().flat_map(|case| of_case(create(), *case, accepts)).collect::<Vec<_>>();
        let _ = sender.send(Broken::new(reporter, violations)); // the caller no longer waits
    });
    match receiver.await {
        Ok(broken) if broken.violations().is_empty() => Ok(()),
        Ok(broken) => Err(broken),
        Err(_) => Err(Broken::new("unknown".to_owned(), vec![Violation::of_creation()])),
    }
}

fn of_case(reporter: impl Reporter, case: Case, accepts: bool) -> Vec<Violation> {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return vec![Violation::new(case, "start", What::Failed(error.to_string()))],
    };
    let violations = runtime.block_on(async {
        let mut run = Run::new(reporter, case, accepts);
        run.case().await;
        run.end()
    });
    runtime.shutdown_background();
    violations
}
