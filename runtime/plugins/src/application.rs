//! The program itself: its version, and how and when it was built and started.

use std::error::Error;
#[cfg(feature = "instance")]
use std::sync::Arc;
use std::time::SystemTime;

use gapless_core::{Samples, Source};

#[cfg(feature = "instance")]
use crate::plugin::{Plugin, PluginContext, PluginResult};

/// The name of the plugin, of its source and of their group.
const NAME: &str = "application";

/// The facts about a program that are known when it is built; `gapless::build_info!()` creates it.
///
/// ```
/// use gapless::plugins::BuildInfo;
///
/// let info = BuildInfo::new("shop", "1.2.0", None, "release");
/// assert_eq!((info.name, info.version), ("shop", "1.2.0"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuildInfo {
    /// The name of the package.
    pub name: &'static str,
    /// The version of the package.
    pub version: &'static str,
    /// The commit, if the build knows it.
    pub commit: Option<&'static str>,
    /// `debug`, or `release` for a build without debug assertions.
    pub profile: &'static str,
    /// The version of the compiler.
    pub rustc: &'static str,
}

impl BuildInfo {
    /// Creates the facts about a program that the current compiler builds.
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

/// Metrics of the program itself, in the group `application`.
///
/// `application_info` has the labels `name`, `version`, `profile`, `rustc`, and `commit` if it is known.
/// `application_start_time_seconds` is the time of [`Application::new`], so the uptime of the program is
/// `time() - application_start_time_seconds`.
///
/// ```
/// use gapless::plugins::Application;
/// use gapless::sources::Sources;
///
/// let sources = Sources::new();
/// sources.add(Application::new(gapless::build_info!()))?;
/// let collection = sources.collect().wait();
/// let info = collection.family("application_info").expect("the source emits it");
/// assert_eq!(info.series[0].labels[0].0, "name");
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Application {
    build: BuildInfo,
    started: SystemTime,
}

impl Application {
    /// Creates the plugin, with the current time as the start time of the program.
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

#[cfg(feature = "instance")]
impl Plugin for Application {
    fn name(&self) -> &str {
        NAME
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(self.clone())])
    }
}
