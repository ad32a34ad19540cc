//! The configuration as the environment says it: `GAPLESS_POLL_RATE=5s`, `GAPLESS_SERVER_ADDR`, and so on.

use std::env;
use std::ffi::{OsStr, OsString};

use gapless_core::__private::nearest;

use super::error::Place;
use super::keys::{self, KEYS, OPTIONS, PLUGINS};
use super::value::Raw;
use super::{Config, Error, ErrorKind, Mistake};

/// What the variables of the configuration begin with.
const PREFIX: &str = "GAPLESS_";

/// The file to read first.
const FILE: &str = "GAPLESS_CONFIG";

impl Config {
    /// What the environment says, over what the file says that `GAPLESS_CONFIG` names, if it names one.
    ///
    /// # Errors
    ///
    /// Returns an error that lists every mistake in the environment and in that file, or that the file cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        let (config, mistakes) = Config::read_env();
        config.if_read(mistakes)
    }

    /// Reads the environment and the file that it names, and returns what is right in them, and all mistakes.
    pub(crate) fn read_env() -> (Self, Vec<Mistake>) {
        let (config, mut mistakes) = env::var_os(FILE).map(|file| read_file(&file)).unwrap_or_default();
        let (config, of_env) = config.read_vars(vars());
        mistakes.extend(of_env);
        (config, mistakes)
    }

    /// The same, over which goes what the environment says: a variable for each key, in upper case, with `GAPLESS_` before it and
    /// underscores for dots. Lists have commas, and labels are written `region=eu,zone=1`.
    ///
    /// # Errors
    ///
    /// Returns an error that lists every variable with a value that its key cannot have, such as bytes that are not UTF-8, and every
    /// variable whose name is so similar to that of a key that it is a slip.
    pub fn env(self) -> Result<Self, Error> {
        let (config, mistakes) = self.read_vars(vars());
        config.if_read(mistakes)
    }

    /// The same of other variables than those of the process.
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
    /// As [`env`](Self::env).
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
        let place = Place::Variable(variable.to_owned());
        let set = match key_of(variable) {
            Ok(Some(key)) => keys::set(self, &key, raw, &place),
            Ok(None) => Ok(()),
            // The message has the name of the variable.
            Err(kind) => return Err(Mistake::new(None, kind)),
        };
        set.map_err(|kind| Mistake::new(Some(place), kind))
    }
}

/// The variables of the process whose names are UTF-8, in the order of their names.
fn vars() -> impl Iterator<Item = (String, Raw)> {
    let mut vars: Vec<_> =
        env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))).collect();
    vars.sort();
    let raw = |value: OsString| value.into_string().map_or(Raw::Other("bytes that are no UTF-8"), Raw::Text);
    vars.into_iter().map(move |(name, value)| (name, raw(value)))
}

#[cfg(feature = "config")]
fn read_file(file: &OsStr) -> (Config, Vec<Mistake>) {
    Config::read_file(file.as_ref(), "")
}

#[cfg(not(feature = "config"))]
fn read_file(file: &OsStr) -> (Config, Vec<Mistake>) {
    let kind = ErrorKind::NoToml { file: file.into() };
    (Config::new(), vec![Mistake::new(Some(Place::Variable(FILE.into())), kind)])
}

/// The key that a variable is for, if it is for one.
fn key_of(variable: &str) -> Result<Option<String>, ErrorKind> {
    let Some(name) = variable.strip_prefix(PREFIX).filter(|_| variable != FILE) else { return Ok(None) };
    if let Some(key) = KEYS.iter().find(|key| variable_of(key) == variable) {
        return Ok(Some((*key).to_owned()));
    }
    let unknown = |nearest| ErrorKind::UnknownKey { key: variable.to_owned(), nearest };
    if let Some(of_plugin) = name.strip_prefix("PLUGINS_") {
        // What begins so is of nobody else.
        return option_of(of_plugin).map(Some).ok_or_else(|| unknown(option_slip(of_plugin)));
    }
    slip(variable).map_or(Ok(None), |nearest| Err(unknown(Some(nearest))))
}

/// The key of an option, where a variable says the plugin and the option.
fn option_of(name: &str) -> Option<String> {
    let option = OPTIONS.iter().find(|option| name.ends_with(&format!("_{}", option.to_uppercase())))?;
    Some(format!("{PLUGINS}{}.{option}", name[..name.len() - option.len() - 1].to_lowercase()))
}

/// The variable of an option that was probably meant; a plugin's name may have underscores too.
fn option_slip(name: &str) -> Option<String> {
    name.match_indices('_').find_map(|(at, _)| {
        let option = nearest(&name[at + 1..].to_lowercase(), OPTIONS.iter().copied())?;
        Some(format!("{PREFIX}PLUGINS_{}_{}", &name[..at], option.to_uppercase()))
    })
}

/// The variable that was probably meant. Others may begin alike, so one that is near to none is somebody else's.
fn slip(variable: &str) -> Option<String> {
    let known: Vec<_> = KEYS.iter().map(|key| variable_of(key)).collect();
    let name = |variable: &str| variable[PREFIX.len()..].to_owned();
    let names: Vec<_> = known.iter().map(|variable| name(variable)).collect();
    nearest(&name(variable), names.iter().map(String::as_str)).map(|name| format!("{PREFIX}{name}"))
}

fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_uppercase())
}
