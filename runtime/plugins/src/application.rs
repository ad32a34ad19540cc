//! What the program is: its version, and how and when it was built and started.

use std::error::Error;
#[cfg(feature = "instance")]
use std::sync::Arc;
use std::time::SystemTime;

use gapless_core::{Samples, Source};

#[cfg(feature = "instance")]
use crate::plugin::{Given, Plugin};
#[cfg(feature = "instance")]
use crate::setup::Setup;

/// The group of its metrics, and what it is called itself.
const NAME: &str = "application";

/// What is known of a program when it is built: what `gapless::build_info!()` makes.
///
/// ```
/// let info = gapless_plugins::BuildInfo::new("shop", "1.2.0", None, "release");
/// assert_eq!((info.name, info.version), ("shop", "1.2.0"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuildInfo {
    /// The package's name.
    pub name: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// The commit that it was built from, if the build says so.
    pub commit: Option<&'static str>,
    /// `debug`, or `release` where debug assertions are off.
    pub profile: &'static str,
    /// The version of the compiler.
    pub rustc: &'static str,
}

impl BuildInfo {
    /// That of a program which this compiler builds.
    #[must_use]
    pub const fn new(
        name: &'static str,
        version: &'static str,
        commit: Option<&'static str>,
        profile: &'static str,
    ) -> Self {
        BuildInfo { name, version, commit, profile, rustc: env!("GAPLESS_RUSTC") }
    }
}

/// What the program is, in the group `application`.
///
/// `application_info` has the labels `name`, `version`, `profile`, `rustc`, and `commit` if it is known;
/// `application_start_time_seconds` is when this was made, so that `time() - application_start_time_seconds` is how long the
/// program runs.
///
/// ```
/// use gapless_core::Sources;
/// use gapless_plugins::{Application, BuildInfo};
///
/// let sources = Sources::new();
/// sources.add(Application::new(BuildInfo::new("shop", "1.2.0", None, "release")))?;
/// let collection = sources.collect().wait();
/// let info = collection.family("application_info").expect("it is there");
/// assert_eq!(info.series[0].labels[0], ("name".into(), "shop".into()));
/// # Ok::<(), gapless_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Application {
    build: BuildInfo,
    started: SystemTime,
}

impl Application {
    /// The program that was built so, and has started now.
    #[must_use]
    pub fn new(build: BuildInfo) -> Self {
        Application { build, started: SystemTime::now() }
    }
}

impl Source for Application {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let BuildInfo { name, version, commit, profile, rustc } = self.build;
        let labels = [("name", name), ("version", version), ("profile", profile), ("rustc", rustc)];
        let labels = labels.into_iter().chain(commit.map(|commit| ("commit", commit)));
        into.info("application_info", "The program, and how it was built.").group(NAME).series(labels, ());
        let help = "Start time of the program since unix epoch in seconds.";
        let started = self.started.duration_since(SystemTime::UNIX_EPOCH)?;
        into.gauge("application_start_time_seconds", help).group(NAME).value(started);
        Ok(())
    }
}

/// A plugin of this source alone.
#[cfg(feature = "instance")]
impl Plugin for Application {
    fn name(&self) -> &str {
        NAME
    }

    fn sources(&self, _: &Setup) -> Given<Arc<dyn Source>> {
        Ok(vec![Arc::new(self.clone())])
    }
}
