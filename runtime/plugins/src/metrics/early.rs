//! The recorder that the facade has from before `main`.
//!
//! A handle of the facade that is taken while it has no recorder never records. So there is one as early as there can be.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::OnceLock;

use ctor::ctor;

use super::{InstallError, Recorder};

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// Whether somebody has said that it is to be installed.
static IS_CLAIMED: AtomicBool = AtomicBool::new(false);

// It allocates and sets statics, and neither prints, starts a thread nor panics: what there is before `main` is enough for that.
#[ctor(unsafe)]
fn before_main() {
    install();
}

fn install() {
    let recorder = Recorder::default();
    if ::metrics::set_global_recorder(recorder.clone()).is_ok() {
        let _ = RECORDER.set(recorder); // nobody else sets it
    }
}

pub(super) fn recorder() -> Option<&'static Recorder> {
    RECORDER.get()
}

/// The facade's recorder, for the first who asks.
pub(super) fn claim() -> Result<Recorder, InstallError> {
    if IS_CLAIMED.swap(true, Ordering::Relaxed) {
        return Err(InstallError::Twice);
    }
    if RECORDER.get().is_none() {
        install(); // where nothing runs before `main`
    }
    recorder().cloned().ok_or(InstallError::Another)
}
