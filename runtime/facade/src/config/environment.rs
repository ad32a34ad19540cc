//! The configuration in environment variables, such as `GAPLESS_POLL_RATE=5s`.

use std::env;
use std::ffi::{OsStr, OsString};

use gapless_core::__private::nearest;

use super::error::Origin;
use super::keys::{self, KEYS, OPTIONS, PLUGINS};
use super::value::Raw;
use super::{Config, Error, ErrorKind, Mistake};

/// The prefix of the variables.
const PREFIX: &str = "GAPLESS_";

/// The variable with the path of a file that is read first.
const FILE: &str = "GAPLESS_CONFIG";

impl Config {
    /// Reads the file that the variable `GAPLESS_CONFIG` names, if it is set, and then the environment, which
    /// overrides the file.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, and lists every mistake in the file and in the environment.
    pub fn from_env() -> Result<Self, Error> {
        let (config, mistakes) = Config::read_env();
        config.if_read(mistakes)
    }

    /// Reads the environment and the file that it names, and returns the valid values and all mistakes.
    pub(crate) fn read_env() -> (Self, Vec<Mistake>) {
        let (config, mut mistakes) = env::var_os(FILE).map(|file| read_file(&file)).unwrap_or_default();
        let (config, of_env) = config.read_vars(vars());
        mistakes.extend(of_env);
        (config, mistakes)
    }

    /// Returns this configuration with the values of the environment, which override those here.
    ///
    /// The variable of a key has the prefix `GAPLESS_`, upper case letters, and underscores instead of dots. Lists
    /// are separated by commas, and labels are written `region=eu,zone=1`.
    ///
    /// # Errors
    ///
    /// Returns an error that lists every mistake. A mistake is an invalid value, bytes that are not UTF-8, or a
    /// variable whose name is nearly that of a key.
    pub fn env(self) -> Result<Self, Error> {
        let (config, mistakes) = self.read_vars(vars());
        config.if_read(mistakes)
    }

    /// Returns this configuration with the values of some variables, like [`env`](Self::env), but without reading the
    /// environment.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// let config = Config::new().vars([("GAPLESS_PREFIX".to_owned(), "shop".to_owned())])?;
    /// assert_eq!(config, Config::new().prefix("shop"));
    /// # Ok::<(), gapless::config::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`env`](Self::env).
    pub fn vars(self, vars: impl IntoIterator<Item = (String, String)>) -> Result<Self, Error> {
        let vars = vars.into_iter().map(|(variable, value)| (variable, Raw::Text(value)));
        let (config, mistakes) = self.read_vars(vars);
        config.if_read(mistakes)
    }

    fn read_vars(mut self, vars: impl Iterator<Item = (String, Raw)>) -> (Self, Vec<Mistake>) {
        let mistakes = vars.filter_map(|(variable, raw)| self.set_variable(&variable, raw).err()).collect();
        (self, mistakes)
    }

    fn set_variable(&mut self, variable: &str, raw: Raw) -> Result<(), Mistake> {
        let origin = Origin::Variable(variable.to_owned());
        let set = match key_of(variable) {
            Ok(Some(key)) => keys::set(self, &key, raw, &origin),
            Ok(None) => Ok(()),
            // The message contains the name of the variable.
            Err(kind) => return Err(Mistake::new(None, kind)),
        };
        set.map_err(|kind| Mistake::new(Some(origin), kind))
    }
}

/// Returns the variables of the process whose names are UTF-8, sorted by name.
fn vars() -> impl Iterator<Item = (String, Raw)> {
    let mut vars: Vec<_> =
        env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))).collect();
    vars.sort();
    let raw = |value: OsString| value.into_string().map_or(Raw::Other("bytes that are not UTF-8"), Raw::Text);
    vars.into_iter().map(move |(name, value)| (name, raw(value)))
}

#[cfg(feature = "config")]
fn read_file(file: &OsStr) -> (Config, Vec<Mistake>) {
    Config::read_file(file.as_ref(), "")
}

#[cfg(not(feature = "config"))]
fn read_file(file: &OsStr) -> (Config, Vec<Mistake>) {
    let kind = ErrorKind::NoToml { file: file.into() };
    (Config::new(), vec![Mistake::new(Some(Origin::Variable(FILE.into())), kind)])
}

/// Returns the key of a variable; `None` for a variable that is not for Gapless.
fn key_of(variable: &str) -> Result<Option<String>, ErrorKind> {
    let Some(name) = variable.strip_prefix(PREFIX).filter(|_| variable != FILE) else { return Ok(None) };
    if let Some(key) = KEYS.iter().find(|key| variable_of(key) == variable) {
        return Ok(Some((*key).to_owned()));
    }
    let unknown = |nearest| ErrorKind::UnknownKey { key: variable.to_owned(), nearest };
    if let Some(of_plugin) = name.strip_prefix("PLUGINS_") {
        // No other program uses this prefix.
        return option_of(of_plugin).map(Some).ok_or_else(|| unknown(option_slip(of_plugin)));
    }
    if let Some(feature) = keys::missing_feature_of_variable(name) {
        return Err(ErrorKind::MissingFeature { key: variable.to_owned(), feature });
    }
    slip(variable).map_or(Ok(None), |nearest| Err(unknown(Some(nearest))))
}

/// Returns the key of an option of a plugin, whose names the variable contains.
fn option_of(name: &str) -> Option<String> {
    let option = OPTIONS.iter().find(|option| name.ends_with(&format!("_{}", option.to_uppercase())))?;
    Some(format!("{PLUGINS}{}.{option}", name[..name.len() - option.len() - 1].to_lowercase()))
}

/// Returns the variable of the nearest option; the name of the plugin may contain underscores too.
fn option_slip(name: &str) -> Option<String> {
    name.match_indices('_').find_map(|(at, _)| {
        let option = nearest(&name[at + 1..].to_lowercase(), OPTIONS.iter().copied())?;
        Some(format!("{PREFIX}PLUGINS_{}_{}", &name[..at], option.to_uppercase()))
    })
}

/// Returns the variable with the nearest name. A variable that is not near to any is not for Gapless, despite its
/// prefix.
fn slip(variable: &str) -> Option<String> {
    let known: Vec<_> = KEYS.iter().map(|key| variable_of(key)).collect();
    let name = |variable: &str| variable[PREFIX.len()..].to_owned();
    let names: Vec<_> = known.iter().map(|variable| name(variable)).collect();
    nearest(&name(variable), names.iter().map(String::as_str)).map(|name| format!("{PREFIX}{name}"))
}

fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_uppercase())
}
