//! Installation of the recorder, before `main`.
//!
//! A handle that the crate `metrics` creates while it has no recorder never records. So the recorder is installed as
//! early as possible.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::OnceLock;

use ctor::ctor;

use super::error::{Error, ErrorKind};
use super::recorder::{Recorder, RecorderBuilder};

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// Whether the program has called `install`.
static IS_CLAIMED: AtomicBool = AtomicBool::new(false);

// It allocates and sets statics; it does not print, start a thread or panic. Both are sound before `main`.
#[ctor(unsafe)]
fn before_main() {
    install();
}

fn install() {
    let recorder = Recorder::default();
    if ::metrics::set_global_recorder(recorder.clone()).is_ok() {
        let _ = RECORDER.set(recorder); // succeeds: `set_global_recorder` succeeds once
    }
}

impl Recorder {
    /// Returns the recorder that was installed before `main`; `None` if another recorder was installed first, or if the
    /// platform runs no code before `main`.
    #[must_use]
    pub fn early() -> Option<Recorder> {
        RECORDER.get().cloned()
    }
}

impl RecorderBuilder {
    /// Installs the recorder, or applies the options to the recorder that was installed before `main`.
    ///
    /// Metrics that exist already keep their buckets and limits, so call this at the start of the program.
    ///
    /// # Errors
    ///
    /// Returns an error if a recorder of Gapless or of another crate is already installed.
    ///
    /// ```
    /// use gapless::metrics::{Error, ErrorKind, Recorder};
    ///
    /// Recorder::builder().install()?;
    /// assert_eq!(Recorder::builder().install().unwrap_err().kind(), &ErrorKind::Installed);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn install(self) -> Result<Recorder, Error> {
        if IS_CLAIMED.swap(true, Ordering::Relaxed) {
            return Err(ErrorKind::Installed.into());
        }
        if RECORDER.get().is_none() {
            install(); // on a platform that runs no code before `main`
        }
        let recorder = Recorder::early().ok_or(ErrorKind::OtherRecorder)?;
        Ok(self.build_on(recorder))
    }
}
