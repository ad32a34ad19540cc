//! What a key is given, as a file or the environment has it.

use std::time::Duration;

use super::{duration, Secret, Strategy};

/// A value, before it is known what it should be.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "config"), expect(dead_code, reason = "only a file has more than texts"))]
pub(super) enum Raw {
    /// A text, and in the environment all there is.
    Text(String),
    Flag(bool),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
    /// What no key can have, as it is shown.
    Other(&'static str),
}

pub(super) const ADDR: &str = "a host and a port, as `127.0.0.1:9464`";
pub(super) const PORT: &str = "a port up to 65535, as `127.0.0.1:9464`";
const DURATION: &str = "a duration, as `5s`, `100ms` or `1m30s`";
const FLAG: &str = "`true` or `false`";
const TEXT: &str = "a text";
const LIST: &str = "a list, as `[\"http\", \"disk\"]`, or `http,disk` in the environment";
const NUMBERS: &str = "a list of numbers, as `[0.1, 1]`, or `0.1,1` in the environment";
const PAIRS: &str = "names with texts, as `{ region = \"eu\" }`, or `region=eu` in the environment";
const STRATEGY: &str = "`none`, `bearer` or `basic`";
/// What is expected of a section.
#[cfg(feature = "config")]
pub(super) const TABLE: &str = "a table, as `[server]` or `[plugins.NAME]`";
const OFF: &str = "`off`, as there is nothing of it yet";

impl Raw {
    pub(super) fn flag(self) -> Result<bool, &'static str> {
        match self {
            Raw::Flag(flag) => Ok(flag),
            Raw::Text(text) => text.parse().map_err(|_| FLAG),
            _ => Err(FLAG),
        }
    }

    pub(super) fn text(self) -> Result<String, &'static str> {
        match self {
            Raw::Text(text) => Ok(text),
            _ => Err(TEXT),
        }
    }

    /// `None` of the text `none`.
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
        pairs.sort(); // so that it does not matter where they stand
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

    pub(super) fn off(self) -> Result<(), &'static str> {
        match self {
            Raw::Flag(false) => Ok(()),
            Raw::Text(text) if text == "off" => Ok(()),
            _ => Err(OFF),
        }
    }

    /// As it may be shown.
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

/// What stands between commas.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}
