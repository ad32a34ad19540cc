//! The configuration in a TOML file.

use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};
use toml::Spanned;

use super::error::Origin;
use super::keys::{self, is_section};
use super::value::{Raw, TABLE};
use super::{Config, Error, ErrorKind, Mistake};

type Entry<'a> = (Spanned<std::borrow::Cow<'a, str>>, Spanned<DeValue<'a>>);

impl Config {
    /// Reads a TOML string, over the defaults.
    ///
    /// ```
    /// use std::time::Duration;
    /// use gapless::config::Config;
    ///
    /// let config = Config::from_toml("poll_rate = \"30s\"\n[server]\naddr = \"127.0.0.1:9464\"")?;
    /// assert_eq!(config, Config::new().poll_rate(Duration::from_secs(30)).server("127.0.0.1:9464"));
    ///
    /// let error = Config::from_toml("poll_rat = \"30s\"").unwrap_err();
    /// assert_eq!(error.to_string(), "line 1, column 1: unknown key `poll_rat`; did you mean `poll_rate`?");
    /// # Ok::<(), gapless::config::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error that lists every mistake with its line and column: invalid TOML, keys that do not exist, and
    /// invalid values.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Config::from_toml_table(text, "")
    }

    /// Reads a table of a TOML string, over the defaults. The string may be a configuration file of the program
    /// itself.
    ///
    /// A dotted name is a table within a table. Without the table, the defaults apply.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// let text = "title = \"My program\"\n\n[app.metrics]\nprefix = \"shop\"\npoll_rate = 5";
    /// let error = Config::from_toml_table(text, "app.metrics").unwrap_err();
    /// assert!(error.to_string().starts_with("line 5, column 13: `poll_rate` cannot be `5`"));
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_toml`](Self::from_toml). Lines and columns count from the start of the whole
    /// string.
    pub fn from_toml_table(text: &str, table: &str) -> Result<Self, Error> {
        let (config, mistakes) = read(text, None, table);
        config.if_read(mistakes)
    }

    /// Reads a TOML file, over the defaults.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_toml`](Self::from_toml), each with the path of the file, or an error if the file
    /// cannot be read.
    pub fn from_file(file: impl AsRef<Path>) -> Result<Self, Error> {
        Config::from_file_table(file, "")
    }

    /// Reads a table of a TOML file, over the defaults, like [`from_toml_table`](Self::from_toml_table).
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_file`](Self::from_file).
    pub fn from_file_table(file: impl AsRef<Path>, table: &str) -> Result<Self, Error> {
        let (config, mistakes) = Config::read_file(file.as_ref(), table);
        config.if_read(mistakes)
    }

    /// Reads a table of a file, and returns the valid values and all mistakes.
    pub(super) fn read_file(file: &Path, table: &str) -> (Self, Vec<Mistake>) {
        match fs::read_to_string(file) {
            Ok(text) => read(&text, Some(file), table),
            Err(cause) => {
                let kind = ErrorKind::File { file: file.to_owned(), cause };
                (Config::new(), vec![Mistake::new(None, kind)])
            }
        }
    }
}

/// Reads a table of a string; an empty name stands for the whole string.
fn read(text: &str, file: Option<&Path>, table: &str) -> (Config, Vec<Mistake>) {
    let mut reading = Reading { text, file, config: Config::new(), mistakes: Vec::new() };
    match DeTable::parse(text) {
        Ok(whole) => {
            let found = table
                .split('.')
                .filter(|name| !name.is_empty())
                .try_fold(whole.into_inner(), |table, name| reading.table_in(table, name));
            found.into_iter().for_each(|found| reading.table("", found));
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            reading.mistake(at, ErrorKind::Toml { message: error.message().to_owned() });
        }
    }
    reading.mistakes.sort_by_key(|(at, _)| *at); // the parser sorts a table by its keys
    (reading.config, reading.mistakes.into_iter().map(|(_, mistake)| mistake).collect())
}

/// A string that is being read into a configuration.
struct Reading<'a> {
    text: &'a str,
    file: Option<&'a Path>,
    config: Config,
    /// The mistakes with their byte offsets.
    mistakes: Vec<(usize, Mistake)>,
}

impl Reading<'_> {
    fn mistake(&mut self, at: usize, kind: ErrorKind) {
        self.mistakes.push((at, Mistake::new(Some(self.origin(at)), kind)));
    }

    /// Returns the table with a name in a table, if it exists.
    fn table_in<'t>(&mut self, table: DeTable<'t>, name: &str) -> Option<DeTable<'t>> {
        let (_, value) = table.into_iter().find(|(key, _)| key.get_ref() == name)?;
        let at = value.span().start;
        match value.into_inner() {
            DeValue::Table(table) => Some(table),
            other => {
                self.not_a_table(at, name.to_owned(), other);
                None
            }
        }
    }

    fn not_a_table(&mut self, at: usize, key: String, value: DeValue<'_>) {
        self.mistake(at, ErrorKind::Value { key, value: raw(value).shown(), expected: TABLE });
    }

    /// Reads a section, which ends with a dot, or is empty for the top.
    fn table(&mut self, section: &str, table: DeTable<'_>) {
        table.into_iter().for_each(|entry| self.entry(section, entry));
    }

    fn entry(&mut self, section: &str, (name, value): Entry<'_>) {
        let (of_name, of_value) = (name.span().start, value.span().start);
        let key = format!("{section}{}", name.into_inner());
        match value.into_inner() {
            DeValue::Table(table) if is_section(&key) => self.table(&format!("{key}."), table),
            value if is_section(&key) => self.not_a_table(of_value, key, value),
            value => {
                let origin = self.origin(of_value);
                let origins_below = self.origins_below(&key, &value);
                if let Err(kind) = keys::set(&mut self.config, &key, raw_of(&key, value), &origin) {
                    let is_unknown = matches!(kind, ErrorKind::UnknownKey { .. });
                    self.mistake(if is_unknown { of_name } else { of_value }, kind);
                }
                origins_below.iter().for_each(|(key, origin)| self.config.origins.put(key, origin));
            }
        }
    }

    /// Returns the keys in the table of a key, such as `labels.region`, each with the origin of its name.
    fn origins_below(&self, key: &str, value: &DeValue<'_>) -> Vec<(String, Origin)> {
        let entries = value.as_table().into_iter().flat_map(|table| table.iter());
        entries
            .map(|(name, _)| (format!("{key}.{}", name.get_ref()), self.origin(name.span().start)))
            .collect()
    }

    /// Returns the line and the column of a byte offset.
    fn origin(&self, at: usize) -> Origin {
        let before = self.text.get(..at).unwrap_or(self.text);
        let in_line = before.rsplit('\n').next().unwrap_or_default();
        let (line, column) = (before.matches('\n').count() + 1, in_line.chars().count() + 1);
        Origin::Text { file: self.file.map(Path::to_owned), line, column }
    }
}

/// Returns the value of a key: objectives as JSON, and all others as they are.
fn raw_of(key: &str, value: DeValue<'_>) -> Raw {
    match (key, value) {
        #[cfg(feature = "artifacts")]
        (keys::OBJECTIVE, value @ DeValue::Array(_)) => Raw::Text(json(value).to_string()),
        (_, value) => raw(value),
    }
}

/// Returns a value as JSON.
#[cfg(feature = "artifacts")]
fn json(value: DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;

    match value {
        DeValue::Boolean(flag) => flag.into(),
        DeValue::Array(list) => list.into_iter().map(|value| json(value.into_inner())).collect(),
        DeValue::Table(table) => {
            let entry = |(name, value): Entry<'_>| (name.into_inner().into_owned(), json(value.into_inner()));
            Value::Object(table.into_iter().map(entry).collect())
        }
        DeValue::Integer(_) | DeValue::Float(_) => {
            text(value).and_then(|digits| digits.parse().ok()).map_or(Value::Null, Value::Number)
        }
        other => text(other).into(),
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
    raw.unwrap_or(Raw::Other("a nested list or table"))
}

fn pair((name, value): Entry<'_>) -> Option<(String, String)> {
    Some((name.into_inner().into_owned(), text(value.into_inner())?))
}

/// A single value as written, with integers in decimal; `None` for a list or a table.
fn text(value: DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.into_owned(),
        DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => number.to_string(),
            Err(_) => number.as_str().to_owned(), // too long for 128 bits
        },
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => return None,
    })
}
