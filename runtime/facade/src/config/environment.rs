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
    /// If a variable has a value that its key cannot have, as one that is no UTF-8, or if it is so near to one of a key that it
    /// is a slip.
    pub fn env(mut self) -> Result<Self, ConfigError> {
        let of_text = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        for (variable, value) in of_text {
            let raw = value.into_string().map_or(Raw::Other("bytes that are no UTF-8"), Raw::Text);
            self.set_variable(variable, raw)?;
        }
        Ok(self)
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
        vars.into_iter().try_for_each(|(variable, value)| self.set_variable(variable, Raw::Text(value)))?;
        Ok(self)
    }

    fn set_variable(&mut self, variable: String, raw: Raw) -> Result<(), ConfigError> {
        match key_of(&variable)? {
            Some(key) => {
                keys::set(self, &key, raw).map_err(|kind| ConfigError::at(Place::Variable(variable), kind))
            }
            None => Ok(()),
        }
    }
}

/// The key that a variable is for, if it is for one.
fn key_of(variable: &str) -> Result<Option<String>, ConfigError> {
    let Some(name) = variable.strip_prefix(PREFIX).filter(|_| variable != FILE) else { return Ok(None) };
    if let Some(key) = KEYS.iter().find(|key| variable_of(key) == variable) {
        return Ok(Some((*key).to_owned()));
    }
    let unknown = |nearest| ConfigErrorKind::UnknownKey { key: variable.to_owned(), nearest };
    if let Some(of_plugin) = name.strip_prefix("PLUGINS_") {
        // What begins so is of nobody else.
        return option_of(of_plugin).map(Some).ok_or_else(|| unknown(option_slip(of_plugin)).into());
    }
    slip(variable).map_or(Ok(None), |nearest| Err(unknown(Some(nearest)).into()))
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
