//! Finds the native bucket of a double, and the upper bound of a bucket.
//!
//! The exponent bits give the octave. Within the octave, a table gives the position among the 256 buckets of schema 8:
//! if the octave is divided into 512 parts, each part contains at most one bound. The number of bounds below the part
//! is looked up, and one bound is compared. A bucket of a coarser schema is a union of buckets of schema 8.
//!
//! Nothing is rounded, so a value equal to a bound is in the bucket that ends there, also at powers of two.

use super::bounds::MANTISSAS;
use super::SCHEMAS;

/// The number of bits of a mantissa.
const MANTISSA_BITS: u32 = 52;

/// The number of mantissa bits that select a part of an octave.
const PART_BITS: u32 = 9;

/// The number of bounds below each part of an octave.
const BELOW: [u16; 1 << PART_BITS] = below();

/// The exponent bits of infinity.
const OF_INFINITY: u64 = 0x7ff;

/// Returns the bucket of a double above zero.
#[inline]
pub(super) fn index(value: f64, schema: i32) -> i32 {
    coarser(finest(value), SCHEMAS.1 - schema)
}

/// Returns the bucket that contains a bucket in a schema that is coarser by `n`.
#[inline]
pub(super) fn coarser(index: i32, n: i32) -> i32 {
    (index + (1 << n) - 1) >> n
}

/// Returns the bucket in schema 8.
#[inline]
fn finest(value: f64) -> i32 {
    let bits = value.to_bits();
    match bits >> MANTISSA_BITS {
        0 => of_subnormal(value),
        exponent => in_octave(exponent, bits) + i32::from(exponent == OF_INFINITY),
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "an exponent has 11 bits")]
fn in_octave(exponent: u64, bits: u64) -> i32 {
    let mantissa = bits & ((1 << MANTISSA_BITS) - 1);
    let below = BELOW[(mantissa >> (MANTISSA_BITS - PART_BITS)) as usize];
    let within = i32::from(below) + i32::from(MANTISSAS[usize::from(below)] < mantissa);
    ((exponent as i32 - 1023) << SCHEMAS.1) + within
}

/// Returns the bucket of a subnormal number, which is first scaled to a normal one.
#[cold]
fn of_subnormal(value: f64) -> i32 {
    const OCTAVES: i32 = 54;
    let bits = (value * power_of_two(OCTAVES)).to_bits();
    in_octave(bits >> MANTISSA_BITS, bits) - (OCTAVES << SCHEMAS.1)
}

/// Returns the largest double in a bucket.
pub(super) fn upper_bound(index: i32, schema: i32) -> f64 {
    const AFTER_ALL: i32 = 1024 << SCHEMAS.1;
    let finest = index << (SCHEMAS.1 - schema);
    let mantissa = MANTISSAS[usize::from(finest.to_le_bytes()[0])];
    match finest >> SCHEMAS.1 {
        _ if finest == AFTER_ALL => f64::MAX,
        1024.. => f64::INFINITY,
        exponent @ -1022.. => f64::from_bits(power_of_two(exponent).to_bits() | mantissa),
        exponent => f64::from_bits(power_of_two(-1022).to_bits() | mantissa) * power_of_two(exponent + 1022),
    }
}

/// Returns a power of two, for an exponent from -1022 to 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(u64::from((exponent + 1023).unsigned_abs()) << MANTISSA_BITS)
}

const fn below() -> [u16; 1 << PART_BITS] {
    let (mut below, mut part, mut n) = ([0; 1 << PART_BITS], 0, 0);
    while part < below.len() {
        while MANTISSAS[n as usize] < (part as u64) << (MANTISSA_BITS - PART_BITS) {
            n += 1;
        }
        below[part] = n;
        part += 1;
    }
    below
}
