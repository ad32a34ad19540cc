//! References from a handle to its metric.
//!
//! A metric of the process is a static, so its handles are `Copy` and live as long as the program. A metric of a struct
//! lives as long as the struct or its registry, so a handle borrows the metric or shares it.

use std::fmt;
use std::sync::Arc;

use crate::cells::declared::Declared;
use crate::cells::series::SeriesRef;

/// A reference from a handle to its metric, which is the last type parameter of every handle.
///
/// | type | metric | handle |
/// |---|---|---|
/// | [`Static`], the default | of the process | `Copy`, lives as long as the program |
/// | `&Shared` | of a struct with `#![into = ..]` | `Copy`, borrows the struct |
/// | [`Shared`] | of a struct with `#![into = ..]` | `Clone`, for example for a task that outlives the struct |
///
/// ```
/// use gapless::dynamic::{MetricRef, Registry};
/// use gapless::Counter;
///
/// gapless::defmetrics! {
///     /// Jobs of the process.
///     counter jobs_total;
/// }
///
/// gapless::defmetrics! {
///     #![into = QueueMetrics]
///
///     /// Jobs of a queue.
///     counter queue_jobs_total;
/// }
///
/// fn count(jobs: &Counter<u64, impl MetricRef>) {
///     jobs.inc();
/// }
///
/// let queue = QueueMetrics::register(&Registry::new())?;
/// count(&jobs_total());
/// count(&queue.queue_jobs_total());
/// assert_eq!((jobs_total().get(), queue.queue_jobs_total().get()), (1, 1));
/// # Ok::<(), gapless::Error>(())
/// ```
pub trait MetricRef: Clone + fmt::Debug + sealed::Sealed {
    #[doc(hidden)]
    fn declared(&self) -> &Declared;
}

mod sealed {
    pub trait Sealed {}
}

/// A metric of the process, which a static holds: the default of every handle.
#[derive(Clone, Copy)]
pub struct Static(&'static Declared);

impl Static {
    #[doc(hidden)]
    #[must_use]
    pub const fn of(declared: &'static Declared) -> Self {
        Static(declared)
    }

    #[cfg(feature = "testing")]
    pub(crate) const fn get(self) -> &'static Declared {
        self.0
    }
}

impl fmt::Debug for Static {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Static").field(&self.0.descriptor().name).finish()
    }
}

impl sealed::Sealed for Static {}
impl MetricRef for Static {
    #[inline(always)]
    fn declared(&self) -> &Declared {
        self.0
    }
}

/// A metric that a struct, a registry and owned handles share. The last of them frees it.
///
/// `into_owned`, for example [`Counter::into_owned`](crate::Counter::into_owned), returns a handle with a `Shared`.
#[derive(Clone)]
pub struct Shared(Arc<Declared>);

impl Shared {
    pub(crate) fn new(declared: Arc<Declared>) -> Self {
        Shared(declared)
    }

    pub(crate) fn as_arc(&self) -> &Arc<Declared> {
        &self.0
    }

    /// Returns the series with an index of typed labels and the values of open labels.
    #[doc(hidden)]
    #[inline]
    pub fn series<const N: usize>(&self, typed: usize, open: [Option<&str>; N]) -> SeriesRef {
        self.0.series(typed, open)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shared").field(&self.0.descriptor().name).finish()
    }
}

impl sealed::Sealed for Shared {}
impl MetricRef for Shared {
    #[inline(always)]
    fn declared(&self) -> &Declared {
        &self.0
    }
}

impl sealed::Sealed for &Shared {}
impl MetricRef for &Shared {
    #[inline(always)]
    fn declared(&self) -> &Declared {
        &self.0
    }
}

/// Implements `into_owned` for handles that borrow their metric.
macro_rules! impl_into_owned {
    ($Handle:ident<$($T:ident,)?> { $($field:ident),* }) => {
        impl<$($T)?> $Handle<$($T,)? &$crate::handles::metric_ref::Shared> {
            /// Returns a handle that shares its metric, for a task or a thread that may outlive the struct.
            #[must_use]
            pub fn into_owned(self) -> $Handle<$($T,)? $crate::handles::metric_ref::Shared> {
                $Handle { metric: self.metric.clone(), $($field: self.$field),* }
            }
        }
    };
}

pub(crate) use impl_into_owned;
