//! Raw values of keys, before they are converted.

use std::time::Duration;

use super::{duration, Secret, Strategy};

/// A value whose expected type is not known yet. It implements no `Debug`, because it may be a secret.
#[derive(Clone)]
#[cfg_attr(not(feature = "config"), expect(dead_code, reason = "the environment has only strings"))]
pub(super) enum Raw {
    /// A string, a number or a date. The environment has only these.
    Text(String),
    Flag(bool),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
    /// A value that no key can have, as errors show it.
    Other(&'static str),
}

pub(super) const ADDR: &str = "a host and a port, such as `127.0.0.1:9464`";
pub(super) const PORT: &str = "a port up to 65535, such as `127.0.0.1:9464`";
const DURATION: &str = "a duration, such as `5s`, `100ms` or `1m30s`";
const FLAG: &str = "`true` or `false`";
const TEXT: &str = "a string";
const LIST: &str = "a list, such as `[\"http\", \"disk\"]`, or `http,disk` in the environment";
const NUMBERS: &str = "a list of numbers, such as `[0.1, 1]`, or `0.1,1` in the environment";
const PAIRS: &str = "names with strings, such as `{ region = \"eu\" }`, or `region=eu` in the environment";
const STRATEGY: &str = "`none`, `bearer` or `basic`";
/// The expected value of a section.
#[cfg(feature = "config")]
pub(super) const TABLE: &str = "a table, such as `[server]` or `[plugins.NAME]`";

impl Raw {
    pub(super) fn flag(self) -> Result<bool, &'static str> {
        match self {
            Raw::Flag(flag) => Ok(flag),
            Raw::Text(text) => text.parse().map_err(|_| FLAG),
            _ => Err(FLAG),
        }
    }

    /// The string `none` is `None`.
    #[cfg(any(feature = "grafana", feature = "live"))]
    pub(super) fn optional_flag(self) -> Result<Option<bool>, &'static str> {
        match self {
            Raw::Text(text) if text == "none" => Ok(None),
            other => other.flag().map(Some),
        }
    }

    pub(super) fn text(self) -> Result<String, &'static str> {
        match self {
            Raw::Text(text) => Ok(text),
            _ => Err(TEXT),
        }
    }

    /// The string `none` is `None`.
    pub(super) fn optional_text(self) -> Result<Option<String>, &'static str> {
        self.text().map(|text| (text != "none").then_some(text))
    }

    pub(super) fn optional_secret(self) -> Result<Option<Secret>, &'static str> {
        Ok(self.optional_text()?.map(Secret))
    }

    pub(super) fn duration(self) -> Result<Duration, &'static str> {
        self.text().ok().and_then(|text| duration::parse(&text)).ok_or(DURATION)
    }

    pub(super) fn optional_duration(self) -> Result<Option<Duration>, &'static str> {
        match self {
            Raw::Text(text) if text == "none" => Ok(None),
            other => other.duration().map(Some),
        }
    }

    pub(super) fn list(self) -> Result<Vec<String>, &'static str> {
        match self {
            Raw::List(list) => Ok(list),
            Raw::Text(text) => Ok(split(&text).map(str::to_owned).collect()),
            _ => Err(LIST),
        }
    }

    pub(super) fn numbers(self) -> Result<Vec<f64>, &'static str> {
        let list = self.list().map_err(|_| NUMBERS)?;
        list.iter().map(|number| number.parse().map_err(|_| NUMBERS)).collect()
    }

    pub(super) fn pairs(self) -> Result<Vec<(String, String)>, &'static str> {
        let pair = |pair: &str| -> Result<_, &'static str> {
            let (name, value) = pair.split_once('=').ok_or(PAIRS)?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        };
        let mut pairs: Vec<_> = match self {
            Raw::Pairs(pairs) => pairs,
            Raw::Text(text) => split(&text).map(pair).collect::<Result<_, _>>()?,
            _ => return Err(PAIRS),
        };
        pairs.sort(); // so that the order in the source does not matter
        Ok(pairs)
    }

    pub(super) fn strategy(self) -> Result<Strategy, &'static str> {
        match self.text().as_deref() {
            Ok("none") => Ok(Strategy::None),
            Ok("bearer") => Ok(Strategy::Bearer),
            Ok("basic") => Ok(Strategy::Basic),
            _ => Err(STRATEGY),
        }
    }

    /// Returns the value as errors show it.
    pub(super) fn shown(&self) -> String {
        match self {
            Raw::Text(text) => text.clone(),
            Raw::Flag(flag) => flag.to_string(),
            Raw::List(list) => list.join(","),
            Raw::Pairs(_) => "a table".into(),
            Raw::Other(shown) => (*shown).into(),
        }
    }
}

/// Splits a string at its commas.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}
