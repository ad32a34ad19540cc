//! The program itself: its version, how and when it was built and started, and the libraries in it.

mod lock;

use std::error::Error;
#[cfg(feature = "instance")]
use std::sync::Arc;
use std::time::SystemTime;

use gapless_core::{Samples, Source};
use gapless_macros::defmetrics;

use self::lock::Package;

#[cfg(feature = "instance")]
use crate::plugin::{Plugin, PluginContext, PluginResult};

/// The name of the plugin, of its source and of their group.
const NAME: &str = "application";

defmetrics! {
    #![crate = gapless_core]
    #![sampled]
    #![group = "application"]

    /// The program, and how it was built.
    info application_info(
        name: &str,
        version: &str,
        profile: &str,
        rustc: &str,
        commit: Option<&str>,
        author: Option<&str>,
    );

    /// Start time of the program since unix epoch in seconds.
    gauge application_start_time_seconds;

    /// A dependency of the program, and its version.
    info application_dependency_info(name: &str, version: &str);
}

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
/// | name | type | value |
/// |---|---|---|
/// | `application_info` | info | the labels `name`, `version`, `profile`, `rustc`, and `commit` and `author` if they are known |
/// | `application_start_time_seconds` | gauge | the time of [`Application::new`] |
/// | `application_dependency_info` | info | the labels `name` and `version` of a [dependency](Self::dependencies) |
///
/// The uptime of the program is `time() - application_start_time_seconds`.
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
    commit: Option<String>,
    author: Option<String>,
    dependencies: Option<Result<Vec<Package>, String>>,
    started: SystemTime,
}

impl Application {
    /// Creates the plugin, with the current time as the start time of the program.
    #[must_use]
    pub fn new(build: BuildInfo) -> Self {
        let commit = build.commit.map(str::to_owned);
        Application { build, commit, author: None, dependencies: None, started: SystemTime::now() }
    }

    /// Sets the commit, if the program finds it at run time. `None` keeps the commit of the build.
    ///
    /// ```
    /// use gapless::plugins::Application;
    ///
    /// let application = Application::new(gapless::build_info!()).commit(std::env::var("RELEASE_COMMIT").ok());
    /// ```
    #[must_use]
    pub fn commit(mut self, commit: impl Into<Option<String>>) -> Self {
        self.commit = commit.into().or(self.commit);
        self
    }

    /// Sets the author of the commit. `None` leaves the label out, as without this call.
    ///
    /// ```
    /// use gapless::plugins::Application;
    ///
    /// let author = option_env!("GIT_AUTHOR_NAME").map(str::to_owned);
    /// let application = Application::new(gapless::build_info!()).author(author);
    /// ```
    #[must_use]
    pub fn author(mut self, author: impl Into<Option<String>>) -> Self {
        self.author = author.into();
        self
    }

    /// Exports `application_dependency_info` for each package in the text of a `Cargo.lock`, the program included.
    ///
    /// These are all packages that the program may be built from, on any operating system and with any features. A
    /// service often has 300 of them, and each is one series.
    /// [`direct_dependencies`](Self::direct_dependencies) exports fewer. Starting the plugin returns an error if the
    /// text does not contain a package.
    ///
    /// ```
    /// use gapless::plugins::Application;
    /// use gapless::sources::Sources;
    ///
    /// // In a program: include_str!("../Cargo.lock")
    /// let lock = "[[package]]\nname = \"axum\"\nversion = \"0.8.4\"\n";
    /// let sources = Sources::new();
    /// sources.add(Application::new(gapless::build_info!()).dependencies(lock))?;
    /// let collection = sources.collect().wait();
    /// let dependencies = collection.family("application_dependency_info").expect("there is one");
    /// assert_eq!(dependencies.series[0].labels, [("name".into(), "axum".into()), ("version".into(), "0.8.4".into())]);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    #[must_use]
    pub fn dependencies(mut self, lock: &str) -> Self {
        self.dependencies = Some(lock::packages(lock));
        self
    }

    /// Exports `application_dependency_info` for each package on which the program itself depends, also for its builds
    /// and tests, from the text of a `Cargo.lock`.
    ///
    /// Starting the plugin returns an error if the text does not contain the package with the name in [`BuildInfo`].
    ///
    /// ```
    /// use gapless::plugins::Application;
    ///
    /// # macro_rules! include_str { ($path:literal) => { "" } }
    /// let application =
    ///     Application::new(gapless::build_info!()).direct_dependencies(include_str!("../Cargo.lock"));
    /// ```
    #[must_use]
    pub fn direct_dependencies(mut self, lock: &str) -> Self {
        self.dependencies = Some(lock::dependencies_of(self.build.name, lock));
        self
    }
}

impl Source for Application {
    fn name(&self) -> &str {
        NAME
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        let BuildInfo { name, version, profile, rustc, .. } = self.build;
        let (commit, author) = (self.commit.as_deref().unwrap_or(""), self.author.as_deref().unwrap_or(""));
        let labels = [name, version, profile, rustc, commit, author];
        application_info(into).series(labels.map(str::to_owned), ());
        let started = self.started.duration_since(SystemTime::UNIX_EPOCH)?;
        application_start_time_seconds(into).value(started);
        if let Some(Ok(packages)) = &self.dependencies {
            emit(packages, into);
        }
        Ok(())
    }
}

fn emit(packages: &[Package], into: &mut Samples) {
    let mut family = application_dependency_info(into);
    for Package { name, version } in packages {
        family.series([name.clone(), version.clone()], ());
    }
}

#[cfg(feature = "instance")]
impl Plugin for Application {
    fn name(&self) -> &str {
        NAME
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        match &self.dependencies {
            Some(Err(problem)) => Err(problem.clone().into()),
            _ => Ok(vec![Arc::new(self.clone())]),
        }
    }
}
