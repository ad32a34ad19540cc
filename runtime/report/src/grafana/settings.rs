//! The settings: the address of Grafana, and the content that the program sends to it.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use serde_json::Value;

use super::client::Client;
use super::dashboard::{Edits, Rendered};
use super::error::{Error, ErrorKind};
use super::release::Release;
use super::tasks::Tasks;
use crate::client::{Backoff, Endpoint};

/// A Grafana server, and the content that a program sends to it while it runs.
///
/// An instance with these settings uploads its dashboards when it starts. The upload runs in the background: it neither
/// delays the start nor keeps the program from starting, and the log contains one line for each reason of failure.
///
/// ```no_run
/// use gapless::grafana::Grafana;
///
/// # async fn run() -> Result<(), gapless::instance::Error> {
/// let grafana = Grafana::new("http://localhost:3000").token("glsa_..").folder("Shop").annotations(true);
/// let metrics = gapless::builder().grafana(grafana).start().await?;
/// # Ok(())
/// # }
/// ```
///
/// Without a token, a user or a password, requests are anonymous. `Debug` and errors do not show secrets.
///
/// # The folder
///
/// The [folder](Self::folder) has an identifier that depends on the name of the program only. A folder with this
/// identifier gets the title. If another folder has the title, that folder is used with its own identifier, so that
/// several programs can share a folder. Otherwise, the folder is created. Deployments that share a Grafana and have
/// folders of their own need different [names](Self::program).
///
/// The folder of `DashboardOptions` is a part of the uids of dashboards, and does not change the folder of an upload.
#[derive(Clone)]
#[must_use = "nothing is sent before the instance starts"]
pub struct Grafana {
    endpoint: Endpoint,
    folder: Option<String>,
    pub(crate) uploads: bool,
    pub(crate) annotations: bool,
    message: Option<String>,
    pub(crate) retries: u32,
    pub(crate) backoff: Backoff,
    pub(crate) release: Release,
    pub(crate) edits: Edits,
}

impl Grafana {
    /// Creates the settings for a Grafana at a URL, such as `http://localhost:3000` or `https://example.com/grafana`.
    pub fn new(url: impl Into<String>) -> Self {
        Grafana {
            endpoint: Endpoint::new(url),
            folder: None,
            uploads: true,
            annotations: false,
            message: None,
            retries: 10,
            backoff: Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(60) },
            release: Release::default(),
            edits: Edits::default(),
        }
    }

    /// Sets the URL.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.url(url.into());
        self
    }

    /// Authenticates with the token of a service account, instead of a user.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.bearer(token);
        self
    }

    /// Authenticates with a user and a password, instead of a token.
    pub fn basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.basic(user, password);
        self
    }

    /// Sets the title of the [folder](Self#the-folder) of the dashboards. By default, they are not in a folder.
    pub fn folder(mut self, title: impl Into<String>) -> Self {
        self.folder = Some(title.into());
        self
    }

    /// Sets whether dashboards are uploaded at the start, which is the default.
    ///
    /// A dashboard that Grafana already has is not written again.
    pub fn upload(mut self, uploads: bool) -> Self {
        self.uploads = uploads;
        self
    }

    /// Sets whether the start and the shutdown create annotations. By default, they do not.
    ///
    /// An annotation has the tags `gapless`, the name of the program, and `start` or `stop`. Its text contains the
    /// host, the [version](Self::version), the [commit](Self::commit) and its [author](Self::author). A program that
    /// is killed does not create the annotation of its stop.
    pub fn annotations(mut self, annotations: bool) -> Self {
        self.annotations = annotations;
        self
    }

    /// Sets the message in the history of each uploaded dashboard. By default, it contains the program and its version.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets the time limit of each request, 10 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.endpoint = self.endpoint.timeout(timeout);
        self
    }

    /// Sets how often failed uploads are tried again, 10 times by default.
    ///
    /// With the default pauses, the last attempt is about 4 minutes after the first one. The next start tries again.
    ///
    /// Errors that time does not correct are not tried again, for example wrong credentials or an invalid dashboard.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the first and the longest pause before a retry, 1 second and 1 minute by default.
    ///
    /// Pauses double, and a random part of up to a half is taken from each pause.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.backoff.first, self.backoff.longest) = (first, longest);
        self
    }

    /// Sets the name of the program in the tags and texts of annotations, and in the identifier of the folder.
    ///
    /// By default, it is the name that the plugin `Application` exports, or else the name of the program's file.
    pub fn program(mut self, name: impl Into<String>) -> Self {
        self.release.program = Some(name.into());
        self
    }

    /// Returns the name of the program, if it is set.
    #[must_use]
    pub fn get_program(&self) -> Option<&str> {
        self.release.program.as_deref()
    }

    /// Sets the version of the program in the texts of annotations. By default, it is that of the plugin `Application`.
    ///
    /// ```
    /// use gapless::grafana::Grafana;
    ///
    /// let build = gapless::build_info!();
    /// let grafana = Grafana::new("http://localhost:3000").program(build.name).version(build.version);
    /// let grafana = grafana.commit(build.commit.map(str::to_owned));
    /// ```
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.release.version = Some(version.into());
        self
    }

    /// Sets the commit in the texts of annotations.
    ///
    /// With `None`, it is that of the plugin `Application`, or comes from the variable `GIT_SHA`, `GIT_COMMIT`,
    /// `GITHUB_SHA` or `CI_COMMIT_SHA`.
    pub fn commit(mut self, commit: impl Into<Option<String>>) -> Self {
        self.release.commit = commit.into();
        self
    }

    /// Sets the author of the commit in the texts of annotations.
    ///
    /// With `None`, it is that of the plugin `Application`, or comes from the variable `GIT_AUTHOR`,
    /// `GIT_AUTHOR_NAME` or `CI_COMMIT_AUTHOR`.
    pub fn author(mut self, author: impl Into<Option<String>>) -> Self {
        self.release.author = author.into();
        self
    }

    /// Sets each fact about the program that is not set from a label of `application_info`.
    #[doc(hidden)]
    pub fn or_application(mut self, label: impl Fn(&str) -> Option<String>) -> Self {
        let Release { program, version, commit, author } = &mut self.release;
        for (fact, name) in [(program, "name"), (version, "version"), (commit, "commit"), (author, "author")]
        {
            *fact = fact.take().or_else(|| label(name));
        }
        self
    }

    /// Adds a function that changes each dashboard before its upload.
    ///
    /// ```
    /// use gapless::grafana::Grafana;
    ///
    /// let grafana = Grafana::new("http://localhost:3000").edit(|dashboard| {
    ///     dashboard["refresh"] = "1m".into();
    /// });
    /// ```
    ///
    /// The function is not called for a dashboard that could not be generated. A dashboard without `uid` then gets a
    /// `uid` from its title and the name of the program.
    pub fn edit(mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.edits.push(edit);
        self
    }

    /// Returns a client with the URL, the credentials and the time limit of these settings.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL or the credentials are invalid, or if the machine has no certificates for HTTPS.
    pub fn client(&self) -> Result<Client, Error> {
        self.check()?;
        Client::new(&self.endpoint)
    }

    /// Starts the uploads on the current tokio runtime, without an instance. An instance calls this when it starts.
    ///
    /// The future returns the dashboards of the program. It runs in the background, and only if dashboards are
    /// uploaded.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use gapless::grafana::Grafana;
    ///
    /// # async fn run() -> Result<(), gapless::grafana::Error> {
    /// let tasks = Grafana::new("http://localhost:3000").annotations(true).start(async { Vec::new() })?;
    /// // .. run the program ..
    /// tasks.stop(Duration::from_secs(1)).await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the URL or the credentials are invalid.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    pub fn start(
        self,
        dashboards: impl Future<Output = Vec<Rendered>> + Send + 'static,
    ) -> Result<Tasks, Error> {
        self.check()?;
        Ok(Tasks::start(self, dashboards))
    }

    /// Checks the URL and the credentials.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them is invalid.
    pub fn check(&self) -> Result<(), Error> {
        self.endpoint.check_without_files()?;
        match self.endpoint.url_before_query() {
            None => Ok(()),
            Some(url) => Err(ErrorKind::InvalidUrl { url, problem: QUERY }.into()),
        }
    }

    /// The title of the folder.
    pub(crate) fn folder_title(&self) -> Option<&str> {
        self.folder.as_deref().filter(|title| !title.is_empty())
    }

    /// The message in the history of dashboards.
    pub(crate) fn history(&self) -> String {
        let of_release = || {
            let version =
                self.release.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
            format!("from {}{version}, by Gapless", self.release.program())
        };
        self.message.clone().unwrap_or_else(of_release)
    }
}

const QUERY: &str = "remove the query, which starts at the question mark";

impl fmt::Debug for Grafana {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grafana")
            .field("endpoint", &self.endpoint)
            .field("folder", &self.folder)
            .field("upload", &self.uploads)
            .field("annotations", &self.annotations)
            .field("release", &self.release)
            .finish_non_exhaustive()
    }
}
