//! Inputs, which all contenders of a case share and which are created before the measurement.

use std::hint::black_box;

const N: usize = 1024;

/// Inputs in an order that a branch predictor cannot learn.
#[derive(Clone)]
pub(crate) struct Inputs<T>(Box<[T; N]>);

impl<T> Inputs<T> {
    /// Picks from these values; for equally many values, always at the same positions.
    pub(crate) fn of(values: &[T]) -> Self
    where
        T: Clone,
    {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        Inputs::new(|_| values[next(&mut state) % values.len()].clone())
    }

    fn new(input: impl FnMut(usize) -> T) -> Self {
        let inputs: Box<[T]> = (0..N).map(input).collect();
        black_box(Inputs(inputs.try_into().ok().expect("there are N inputs")))
    }

    /// Converts each input.
    pub(crate) fn map<U>(&self, change: impl Fn(&T) -> U) -> Inputs<U> {
        Inputs::new(|index| change(&self.0[index]))
    }

    /// Returns the input of an iteration.
    #[inline]
    pub(crate) fn at(&self, iteration: usize) -> &T {
        &self.0[iteration % N]
    }
}

impl Inputs<f64> {
    /// Returns values from 50 microseconds to 15 seconds, equally many in each octave.
    pub(crate) fn seconds() -> Self {
        let octaves = (15.0_f64 / 0.00005).log2();
        let steps = (0..4096_u32).map(|step| 0.00005 * (octaves * f64::from(step) / 4096.0).exp2());
        Inputs::of(&steps.collect::<Vec<_>>())
    }
}

/// Returns the next pseudo-random number (xorshift).
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 16) as usize
}
