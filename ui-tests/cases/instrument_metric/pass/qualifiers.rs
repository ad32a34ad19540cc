//! Every qualifier before `fn`, and attributes above it.
#![deny(warnings, missing_docs, unsafe_op_in_unsafe_fn, improper_ctypes_definitions)]

use gapless::instrument_metric;

/// # Safety
///
/// `byte` points to a byte.
#[instrument_metric]
unsafe fn dangerous(byte: *const u8) -> u8 {
    // SAFETY: The caller guarantees that the pointer is valid.
    unsafe { *byte }
}

/// # Safety
///
/// None.
#[instrument_metric]
async unsafe fn dangerous_later() -> Result<u8, String> {
    Ok(1)
}

#[instrument_metric]
extern "C" fn called_from_c(number: i32) -> i32 {
    number + 1
}

#[instrument_metric]
extern "C-unwind" fn may_unwind(number: i32) -> i32 {
    number + 1
}

/// # Safety
///
/// None.
#[instrument_metric]
unsafe extern "C" fn dangerous_from_c(number: i32) -> i32 {
    number + 1
}

mod visibilities {
    use gapless::instrument_metric;

    #[instrument_metric]
    pub(super) fn of_super() {}

    #[instrument_metric]
    pub(in crate::visibilities) fn of_path() {}

    #[instrument_metric]
    pub(crate) async fn of_crate() {
        of_path();
    }
}

/// With documentation.
#[doc(alias = "other")]
#[inline]
#[must_use = "it is for nothing else"]
#[instrument_metric]
#[cold]
fn with_attributes() -> u8 {
    1
}

#[instrument_metric]
#[deprecated(note = "it is old")]
fn old() {}

#[cfg(any())]
#[instrument_metric]
fn missing() -> NoSuchType {}

#[instrument_metric]
#[cfg(not(any()))]
#[cfg_attr(all(), inline(never))]
fn there() {
    #![allow(unused_variables)]
    let unused = 1;
}

#[instrument_metric]
#[expect(unused_variables, reason = "it is what is tested")]
fn expects() {
    let unused = 1;
}

#[instrument_metric]
#[rustfmt::skip]
#[allow(clippy::unused_async)]
async   fn   skipped( ) { }

#[allow(deprecated)]
fn main() {
    old();
    there();
    expects();
    let _ = (with_attributes(), called_from_c(1), may_unwind(1));
    // SAFETY: The pointer is valid, and the other functions have no requirements.
    unsafe {
        let _ = (dangerous(&1), dangerous_from_c(1), dangerous_later());
    }
    visibilities::of_super();
    drop((visibilities::of_crate(), skipped()));
}
