//! Generated bucket bounds, for metrics that are made at run time.
//!
//! The attribute `#[buckets(..)]` computes the same numbers in the macros (`macros/src/buckets.rs`).

use std::iter::FusedIterator;

/// The largest number of bounds.
const MAX_COUNT: usize = 500;

/// The upper bounds of a histogram's buckets, in ascending order and without `+Inf`.
///
/// [`linear`] and [`exponential`] create this iterator.
#[derive(Clone, Debug)]
#[must_use = "pass the bounds to `buckets(..)`"]
pub struct Bounds {
    rule: Rule,
    start: f64,
    step: f64,
    /// The index of the next bound.
    next: u32,
    count: u32,
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    Linear,
    Exponential,
}

/// Returns `count` bounds: `start`, and each next bound is `width` larger.
///
/// The bounds are equal to the bounds of `#[buckets(linear(..))]`.
///
/// ```
/// use gapless::buckets;
///
/// assert!(buckets::linear(0.1, 0.1, 4).eq([0.1, 0.2, 0.3, 0.4]));
/// ```
///
/// # Panics
///
/// Panics if `start` is negative, `width` is not above 0, or `count` is not from 1 to 500. In a `const`, the compiler
/// reports the mistake.
#[track_caller]
pub const fn linear(start: f64, width: f64, count: usize) -> Bounds {
    assert!(start >= 0.0 && start.is_finite(), "the start of `linear` must be a number from 0 on");
    assert!(width > 0.0 && width.is_finite(), "the width of `linear` must be a number above 0");
    Bounds::new(Rule::Linear, start, width, count)
}

/// Returns `count` bounds: `start`, and each next bound is `factor` times as large.
///
/// The bounds are equal to the bounds of `#[buckets(exponential(..))]`.
///
/// ```
/// use gapless::buckets::{self, Bounds};
/// use gapless::dynamic::Registry;
///
/// const SIZES: Bounds = buckets::exponential(256.0, 4.0, 4); // 256, 1024, 4096, 16384
///
/// let uploads = Registry::new().histogram("upload_bytes", "Sizes of uploads.").buckets(SIZES).register()?;
/// uploads.observe(1000.0);
/// assert_eq!(uploads.get().counts, [0, 1, 0, 0, 0]);
/// # Ok::<(), gapless::Error>(())
/// ```
///
/// # Panics
///
/// Panics if `start` is not above 0, `factor` is not above 1, or `count` is not from 1 to 500. In a `const`, the
/// compiler reports the mistake.
#[track_caller]
pub const fn exponential(start: f64, factor: f64, count: usize) -> Bounds {
    assert!(start > 0.0 && start.is_finite(), "the start of `exponential` must be a number above 0");
    assert!(factor > 1.0 && factor.is_finite(), "the factor of `exponential` must be a number above 1");
    Bounds::new(Rule::Exponential, start, factor, count)
}

impl Bounds {
    #[track_caller]
    #[expect(clippy::cast_possible_truncation, reason = "the count is at most 500")]
    const fn new(rule: Rule, start: f64, step: f64, count: usize) -> Self {
        assert!(count >= 1 && count <= MAX_COUNT, "the number of bounds must be from 1 to 500");
        Bounds { rule, start, step, next: 0, count: count as u32 }
    }

    fn bound(&self, index: u32) -> f64 {
        round(match self.rule {
            Rule::Linear => self.start + self.step * f64::from(index),
            Rule::Exponential => self.start * power(self.step, index),
        })
    }
}

impl Iterator for Bounds {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        let bound = (self.next < self.count).then(|| self.bound(self.next))?;
        self.next += 1;
        Some(bound)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let n_left = (self.count - self.next) as usize;
        (n_left, Some(n_left))
    }
}

impl ExactSizeIterator for Bounds {}
impl FusedIterator for Bounds {}

/// Raises to a power. The result of `f64::powi` may depend on the compiler.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut power = 1.0;
    while exponent > 0 {
        if exponent % 2 == 1 {
            power *= base;
        }
        base *= base;
        exponent /= 2;
    }
    power
}

/// Rounds to 15 significant digits, so that `0.1 + 2 * 0.1` is `0.3`.
fn round(bound: f64) -> f64 {
    format!("{bound:.14e}").parse().unwrap_or(bound)
}
