//! The configuration as the environment says it: `GAPLESS_POLL_RATE=5s`, `GAPLESS_SERVER_ADDR`, and so on.

use std::env;

use gapless_core::__private::nearest;

use super::error::Place;
use super::keys::{self, KEYS, OPTIONS, PLUGINS};
use super::value::Raw;
use super::{Config, ConfigError, ConfigErrorKind};

/// What the variables of the configuration begin with.
const PREFIX: &str = "GAPLESS_";

/// The file to read first.
const FILE: &str = "GAPLESS_CONFIG";

impl Config {
    /// What the environment says, over what the file says that `GAPLESS_CONFIG` names, if it names one.
    ///
    /// # Errors
    ///
    /// As [`env`](Self::env), and if that file cannot be read or says something wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        match env::var_os(FILE) {
            None => Config::new(),
            #[cfg(feature = "config")]
            Some(file) => Config::from_file(file)?,
            #[cfg(not(feature = "config"))]
            Some(file) => {
                let file = file.into();
                return Err(ConfigErrorKind::NoToml { file }.into());
            }
        }
        .env()
    }

    /// The same, over which goes what the environment says: a variable for each key, in upper case, with `GAPLESS_` before it and
    /// underscores for dots. Lists have commas, and labels are written `region=eu,zone=1`.
    ///
    /// # Errors
    ///
    /// If a variable has a value that its key cannot have, or if it is so near to one of a key that it is a slip.
    pub fn env(self) -> Result<Self, ConfigError> {
        let utf8 = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        };
        self.vars(env::vars_os().filter_map(utf8))
    }

    /// The same of other variables than those of the process.
    ///
    /// ```
    /// use gapless::Config;
    ///
    /// let config = Config::new().vars([("GAPLESS_PREFIX".to_owned(), "shop".to_owned())])?;
    /// assert_eq!(config, Config::new().prefix("shop"));
    /// # Ok::<(), gapless::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`env`](Self::env).
    pub fn vars(mut self, vars: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        for (variable, value) in vars {
            if let Some(key) = key_of(&variable)? {
                keys::set(&mut self, &key, Raw::Text(value))
                    .map_err(|kind| ConfigError::at(Place::Variable(variable), kind))?;
            }
        }
        Ok(self)
    }
}

/// The key that a variable is for, if it is for one.
fn key_of(variable: &str) -> Result<Option<String>, ConfigError> {
    let Some(name) = variable.strip_prefix(PREFIX).filter(|_| variable != FILE) else { return Ok(None) };
    if let Some(key) = KEYS.iter().find(|key| variable_of(key) == variable) {
        return Ok(Some((*key).to_owned()));
    }
    let plugin = name.strip_prefix("PLUGINS_").and_then(|rest| {
        let option = OPTIONS.iter().find(|option| rest.ends_with(&format!("_{}", option.to_uppercase())))?;
        Some(format!("{PLUGINS}{}.{option}", rest[..rest.len() - option.len() - 1].to_lowercase()))
    });
    match (plugin, slip(variable)) {
        (None, Some(nearest)) => {
            let (key, nearest) = (variable.to_owned(), Some(nearest));
            Err(ConfigErrorKind::UnknownKey { key, nearest }.into())
        }
        // What begins so is of nobody else.
        (None, None) if name.starts_with("PLUGINS_") => {
            Err(ConfigErrorKind::UnknownKey { key: variable.to_owned(), nearest: None }.into())
        }
        (plugin, _) => Ok(plugin),
    }
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
