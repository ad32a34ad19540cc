//! The configuration as a file of TOML says it.

use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};
use toml::Spanned;

use super::error::Place;
use super::keys::{self, is_section};
use super::value::{Raw, TABLE};
use super::{Config, ConfigError, ConfigErrorKind};

type Entry<'a> = (Spanned<std::borrow::Cow<'a, str>>, Spanned<DeValue<'a>>);

impl Config {
    /// What a text says in TOML, over the defaults.
    ///
    /// ```
    /// use std::time::Duration;
    /// use gapless::Config;
    ///
    /// let config = Config::from_toml("poll_rate = \"30s\"\n[server]\naddr = \"127.0.0.1:9464\"")?;
    /// assert_eq!(config, Config::new().poll_rate(Duration::from_secs(30)).server("127.0.0.1:9464"));
    ///
    /// let error = Config::from_toml("poll_rat = \"30s\"").unwrap_err();
    /// assert_eq!(error.to_string(), "line 1, column 1: there is no key `poll_rat`; did you mean `poll_rate`?");
    /// # Ok::<(), gapless::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is no TOML, if it has a key that there is not, or one with a value that it cannot have: with line and column.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            ConfigError::at(place(text, at), ConfigErrorKind::Toml { message: error.message().to_owned() })
        })?;
        let mut reading = Reading { text, config: Config::new() };
        reading.table("", table.into_inner())?;
        Ok(reading.config)
    }

    /// What a file says in TOML, over the defaults.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml), with the file, and if that cannot be read.
    pub fn from_file(file: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let file = file.as_ref();
        let text = fs::read_to_string(file)
            .map_err(|cause| ConfigErrorKind::File { file: file.to_owned(), cause })?;
        Config::from_toml(&text).map_err(|error| error.in_file(file))
    }
}

/// A text that is read into a configuration.
struct Reading<'a> {
    text: &'a str,
    config: Config,
}

impl Reading<'_> {
    /// What stands below a section, which has a dot at its end, or nothing at the top.
    fn table(&mut self, section: &str, table: DeTable<'_>) -> Result<(), ConfigError> {
        table.into_iter().try_for_each(|entry| self.entry(section, entry))
    }

    fn entry(&mut self, section: &str, (name, value): Entry<'_>) -> Result<(), ConfigError> {
        let (of_name, of_value) = (name.span().start, value.span().start);
        let key = format!("{section}{}", name.into_inner());
        let value = match value.into_inner() {
            DeValue::Table(table) if is_section(&key) => return self.table(&format!("{key}."), table),
            value => value,
        };
        if is_section(&key) {
            let value = raw(value).shown();
            let kind = ConfigErrorKind::Value { key, value, expected: TABLE };
            return Err(ConfigError::at(place(self.text, of_value), kind));
        }
        keys::set(&mut self.config, &key, raw(value)).map_err(|kind| {
            let at = if matches!(kind, ConfigErrorKind::UnknownKey { .. }) { of_name } else { of_value };
            ConfigError::at(place(self.text, at), kind)
        })
    }
}

fn raw(value: DeValue<'_>) -> Raw {
    let raw = match value {
        DeValue::Boolean(flag) => Some(Raw::Flag(flag)),
        DeValue::Array(list) => {
            list.into_iter().map(|value| text(value.into_inner())).collect::<Option<_>>().map(Raw::List)
        }
        DeValue::Table(table) => table.into_iter().map(pair).collect::<Option<_>>().map(Raw::Pairs),
        other => text(other).map(Raw::Text),
    };
    raw.unwrap_or(Raw::Other("lists or tables within one"))
}

fn pair((name, value): Entry<'_>) -> Option<(String, String)> {
    Some((name.into_inner().into_owned(), text(value.into_inner())?))
}

/// A single value, as it is written, but for integers, which are decimal; `None` of a list or a table.
fn text(value: DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.into_owned(),
        DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => number.to_string(),
            Err(_) => number.as_str().to_owned(), // it is too long
        },
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => return None,
    })
}

/// The line and column of a byte.
fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let (line, in_line) = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default());
    Place::Text { file: None, line, column: in_line.chars().count() + 1 }
}
