//! The rules for complete configurations.

use std::time::Duration;

use gapless_core::Sources;
use gapless_encode::{View, ViewBuilder};
use gapless_http::Auth;
use gapless_plugins::PluginOptions;

use super::{check, value, Config, Error, ErrorKind, Mistake, ServerConfig, Strategy};

impl Config {
    /// Returns the configuration if reading found no mistakes. Otherwise, the error also lists every invalid value,
    /// so that one error contains all mistakes. Without mistakes in reading, the start reports invalid values with
    /// all other mistakes.
    pub(super) fn if_read(self, mut mistakes: Vec<Mistake>) -> Result<Self, Error> {
        if !mistakes.is_empty() {
            mistakes.extend(self.mistakes_in_values(&ViewBuilder::default()));
            mistakes.sort_by_key(Mistake::position); // in the order of the file
        }
        check(mistakes)?;
        Ok(self)
    }

    /// Returns every mistake that this configuration has by itself, for a selection of metrics to export.
    pub(crate) fn mistakes(&self, selection: &ViewBuilder) -> Vec<Mistake> {
        let mut mistakes = self.mistakes_in_values(selection);
        mistakes.extend(
            self.server
                .contradictions()
                .filter(|(missing, _)| !self.origins.have(missing))
                .map(|(key, by)| self.origins.mistake(by, ErrorKind::Missing { key, by })),
        );
        mistakes.extend(self.auth().err());
        #[cfg(feature = "grafana")]
        mistakes.extend(self.mistakes_in_grafana());
        #[cfg(feature = "reporters")]
        mistakes.extend(self.mistakes_in_reporters());
        mistakes
    }

    /// Returns the values that are invalid, regardless of the other values.
    fn mistakes_in_values(&self, selection: &ViewBuilder) -> Vec<Mistake> {
        let mut mistakes = self.mistakes_in_durations();
        mistakes.extend(self.mistakes_in_names(selection));
        mistakes
            .extend(self.plugins.iter().flat_map(|(name, options)| self.mistakes_in_options(name, options)));
        mistakes.extend(self.server.mistake_in_addr().map(|kind| self.origins.mistake("server.addr", kind)));
        mistakes
    }

    /// Returns the authentication of the server, if its configuration is complete.
    pub(crate) fn auth(&self) -> Result<Option<Auth>, Mistake> {
        let ServerConfig { auth, token, user, password, .. } = &self.server;
        let (key, auth) = match (auth, token, user, password) {
            (Strategy::Bearer, Some(token), ..) => ("server.token", Auth::bearer([&token.0])),
            (Strategy::Basic, _, Some(user), Some(password)) => {
                ("server.user", Auth::basic([(user, &password.0)]))
            }
            _ => return Ok(None),
        };
        auth.map(Some).map_err(|cause| self.origins.mistake(key, ErrorKind::Server { key, cause }))
    }

    fn mistakes_in_durations(&self) -> Vec<Mistake> {
        let own = [
            ("manual_delay", self.manual_delay),
            ("poll_rate", Some(self.poll_rate)),
            ("source_timeout", Some(self.source_timeout)),
            #[cfg(feature = "grafana")]
            ("grafana.timeout", self.grafana.timeout),
        ];
        let zero = own.into_iter().filter(|(_, duration)| *duration == Some(Duration::ZERO));
        let mistakes = zero.map(|(key, _)| self.zero(key.to_owned()));
        #[cfg(feature = "live")]
        let mistakes = mistakes.chain(self.mistakes_in_live());
        mistakes.collect()
    }

    pub(super) fn zero(&self, key: String) -> Mistake {
        self.origins.mistake(&key.clone(), ErrorKind::Zero { key })
    }

    fn mistakes_in_names(&self, selection: &ViewBuilder) -> Vec<Mistake> {
        let prefix = self.prefix.iter().map(|prefix| ("prefix".to_owned(), View::builder().prefix(prefix)));
        let labels = self.labels.iter().enumerate().map(|(index, (name, value))| {
            let mut view = selection.clone().label(name, value).drop_groups(&self.drop_groups);
            if self.labels[..index].iter().any(|(other, _)| other == name) {
                view = view.label(name, value); // so that the error is about the duplicate
            }
            (format!("labels.{name}"), view)
        });
        prefix.chain(labels).filter_map(|(key, view)| self.mistake_in_view(&key, view)).collect()
    }

    fn mistakes_in_options(&self, plugin: &str, options: &PluginOptions) -> Vec<Mistake> {
        let key = |option: &str| format!("plugins.{plugin}.{option}");
        let prefix = options.metric_prefix.iter();
        let prefix = prefix.map(|prefix| (key("metric_prefix"), View::builder().prefix(prefix)));
        let labels = options.labels.iter();
        // A view without metrics, because declared metrics do not get these labels.
        let labels = labels.map(|(name, value)| (key("labels"), nothing().label(name, value)));
        let names = prefix.chain(labels).filter_map(|(key, view)| self.mistake_in_view(&key, view));
        let zero = options.poll_rate.filter(Duration::is_zero).map(|_| self.zero(key("poll_rate")));
        names.chain(zero).collect()
    }

    fn mistake_in_view(&self, key: &str, view: ViewBuilder) -> Option<Mistake> {
        // With sources, a view accepts groups and names that are not declared.
        let cause = view.sources(Sources::new()).build().err()?;
        Some(self.origins.mistake(key, ErrorKind::Name { key: key.to_owned(), cause }))
    }
}

/// A view without metrics.
fn nothing() -> ViewBuilder {
    View::builder().drop_names(["*"])
}

impl ServerConfig {
    /// Returns pairs of keys: the second key is set, and needs the first one, which is not.
    fn contradictions(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let (bearer, basic) = (self.auth == Strategy::Bearer, self.auth == Strategy::Basic);
        let (token, user, password) = (self.token.is_some(), self.user.is_some(), self.password.is_some());
        let no_addr = self.addr.is_none();
        let rules = [
            (no_addr && (bearer || basic), "server.addr", "server.auth"),
            (no_addr && self.path != "/metrics", "server.addr", "server.path"),
            (bearer && !token, "server.token", "server.auth"),
            (basic && !user, "server.user", "server.auth"),
            (basic && !password, "server.password", "server.auth"),
            (token && !bearer, "server.auth = \"bearer\"", "server.token"),
            (user && !basic, "server.auth = \"basic\"", "server.user"),
            (password && !basic, "server.auth = \"basic\"", "server.password"),
        ];
        rules.into_iter().filter(|(is_broken, ..)| *is_broken).map(|(_, missing, by)| (missing, by))
    }

    pub(crate) fn mistake_in_addr(&self) -> Option<ErrorKind> {
        let addr = self.addr.as_ref()?;
        let (host, port) = addr.rsplit_once(':').unwrap_or_default();
        let is_number = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
        let expected = match port.parse::<u16>() {
            Ok(_) if !host.is_empty() => return None,
            Err(_) if is_number && !host.is_empty() => value::PORT,
            _ => value::ADDR,
        };
        Some(ErrorKind::Value { key: "server.addr".into(), value: addr.clone(), expected })
    }
}
