//! The keys of Grafana.

use std::time::Duration;

use gapless_report::grafana::{self, Grafana};

use super::value::Raw;
use super::{Config, ErrorKind, Mistake, Secret};

/// A Grafana server, if it has a URL. Values that are `None` are those of
/// [`InstanceBuilder::grafana`](crate::instance::InstanceBuilder::grafana).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GrafanaConfig {
    /// The address, for example `http://localhost:3000`.
    pub url: Option<String>,
    /// The token of a service account.
    pub token: Option<Secret>,
    /// The user name, without a token.
    pub user: Option<String>,
    /// The password of the user.
    pub password: Option<Secret>,
    /// The title of the folder of the dashboards.
    pub folder: Option<String>,
    /// Whether dashboards are uploaded at the start.
    pub upload: Option<bool>,
    /// Whether the start and the shutdown create annotations.
    pub annotations: Option<bool>,
    /// The time limit of each request.
    pub timeout: Option<Duration>,
}

impl GrafanaConfig {
    /// Sets the value of a key.
    pub(super) fn set(&mut self, key: &str, raw: Raw) -> Result<(), super::keys::Refusal> {
        match key {
            "grafana.url" => self.url = raw.optional_text()?,
            "grafana.token" => self.token = raw.optional_secret()?,
            "grafana.user" => self.user = raw.optional_text()?,
            "grafana.password" => self.password = raw.optional_secret()?,
            "grafana.folder" => self.folder = raw.optional_text()?,
            "grafana.upload" => self.upload = raw.optional_flag()?,
            "grafana.annotations" => self.annotations = raw.optional_flag()?,
            "grafana.timeout" => self.timeout = raw.optional_duration()?,
            _ => return Err(super::keys::Refusal::UnknownKey),
        }
        Ok(())
    }

    /// Returns the key of a value that has no effect without a URL.
    fn first_key(&self) -> Option<&'static str> {
        let keys = [
            ("grafana.token", self.token.is_some()),
            ("grafana.user", self.user.is_some()),
            ("grafana.folder", self.folder.is_some()),
            ("grafana.upload", self.upload.is_some()),
            ("grafana.annotations", self.annotations.is_some()),
            ("grafana.timeout", self.timeout.is_some()),
        ];
        keys.into_iter().find(|(_, is_set)| *is_set).map(|(key, _)| key)
    }
}

impl Config {
    /// Sets the address of a Grafana server.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// let config = Config::new().grafana("http://localhost:3000").grafana_token("glsa_..").grafana_folder("Shop");
    /// assert!(!format!("{config:?}").contains("glsa_"));
    /// ```
    #[must_use]
    pub fn grafana(mut self, url: impl Into<String>) -> Self {
        self.origins.forget("grafana.url");
        self.grafana.url = Some(url.into());
        self
    }

    /// Authenticates at Grafana with the token of a service account.
    #[must_use]
    pub fn grafana_token(mut self, token: impl Into<String>) -> Self {
        self = self.without_grafana_credentials();
        self.grafana.token = Some(Secret(token.into()));
        self
    }

    /// Authenticates at Grafana with a user name and a password.
    #[must_use]
    pub fn grafana_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self = self.without_grafana_credentials();
        (self.grafana.user, self.grafana.password) = (Some(user.into()), Some(Secret(password.into())));
        self
    }

    fn without_grafana_credentials(mut self) -> Self {
        let keys = ["grafana.token", "grafana.user", "grafana.password"];
        keys.iter().for_each(|key| self.origins.forget(key));
        (self.grafana.token, self.grafana.user, self.grafana.password) = (None, None, None);
        self
    }

    /// Sets the title of the folder of the dashboards in Grafana.
    #[must_use]
    pub fn grafana_folder(mut self, title: impl Into<String>) -> Self {
        self.origins.forget("grafana.folder");
        self.grafana.folder = Some(title.into());
        self
    }

    /// Sets whether dashboards are uploaded to Grafana at the start.
    #[must_use]
    pub fn grafana_upload(mut self, upload: bool) -> Self {
        self.origins.forget("grafana.upload");
        self.grafana.upload = Some(upload);
        self
    }

    /// Sets whether the start and the shutdown create annotations in Grafana.
    #[must_use]
    pub fn grafana_annotations(mut self, annotations: bool) -> Self {
        self.origins.forget("grafana.annotations");
        self.grafana.annotations = Some(annotations);
        self
    }

    /// Sets the time limit of each request to Grafana.
    #[must_use]
    pub fn grafana_timeout(mut self, timeout: Duration) -> Self {
        self.origins.forget("grafana.timeout");
        self.grafana.timeout = Some(timeout);
        self
    }

    /// Returns every mistake in the values for Grafana, apart from a missing URL.
    pub(super) fn mistakes_in_grafana(&self) -> Vec<Mistake> {
        let (user, password) = (self.grafana.user.is_some(), self.grafana.password.is_some());
        let (key_of_user, key_of_password) = ("grafana.user", "grafana.password");
        let missing = |key: &'static str, by: &'static str| {
            (!self.origins.have(key)).then(|| self.origins.mistake(by, ErrorKind::Missing { key, by }))
        };
        let mut mistakes = Vec::new();
        mistakes.extend((user && !password).then(|| missing(key_of_password, key_of_user)).flatten());
        mistakes.extend((password && !user).then(|| missing(key_of_user, key_of_password)).flatten());
        if self.grafana.token.is_some() && user {
            let (key, other) = ("grafana.token", key_of_user);
            mistakes.push(self.origins.mistake(other, ErrorKind::Both { key, other }));
        }
        if self.grafana.url.is_some() {
            let grafana = self.grafana_over(Grafana::new(""));
            mistakes.extend(grafana.check().err().map(|cause| self.mistake_of_grafana(cause)));
        }
        mistakes
    }

    /// Returns the key without effect, if neither the configuration nor the program sets a URL.
    pub(crate) fn mistake_without_grafana(&self) -> Option<Mistake> {
        let by = self.grafana.first_key().filter(|_| self.grafana.url.is_none())?;
        let key = "grafana.url";
        (!self.origins.have(key)).then(|| self.origins.mistake(by, ErrorKind::Missing { key, by }))
    }

    fn mistake_of_grafana(&self, cause: grafana::Error) -> Mistake {
        let key = match cause.kind() {
            grafana::ErrorKind::InvalidUrl { .. } => "grafana.url",
            _ if self.grafana.user.is_some() => "grafana.user",
            _ => "grafana.token",
        };
        self.origins.mistake(key, ErrorKind::Grafana { key, cause })
    }

    /// Returns the settings of a program with the values of this configuration, which override them.
    pub(crate) fn grafana_over(&self, mut grafana: Grafana) -> Grafana {
        let config = self.grafana.clone();
        if let Some(url) = config.url {
            grafana = grafana.url(url);
        }
        match (config.token, config.user, config.password) {
            (Some(token), ..) => grafana = grafana.token(token.0),
            (None, Some(user), Some(password)) => grafana = grafana.basic(user, password.0),
            _ => {}
        }
        if let Some(program) = &self.program {
            grafana = grafana.program(program);
        }
        if let Some(folder) = config.folder {
            grafana = grafana.folder(folder);
        }
        if let Some(upload) = config.upload {
            grafana = grafana.upload(upload);
        }
        if let Some(annotations) = config.annotations {
            grafana = grafana.annotations(annotations);
        }
        if let Some(timeout) = config.timeout {
            grafana = grafana.timeout(timeout);
        }
        grafana
    }
}
