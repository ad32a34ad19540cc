//! The configuration as part of another configuration, in any format that serde reads.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::keys::{self, is_section};
use super::value::{Raw, TABLE};
use super::{Config, ErrorKind, Mistake};

/// Reads the keys of [`Config`] over its defaults, so that the configuration can be a part of the program's own.
///
/// One error lists every mistake with its key. Its origin is not known, because serde does not report origins.
///
/// ```
/// use gapless::config::Config;
///
/// #[derive(serde::Deserialize)]
/// struct AppConfig {
///     title: String,
///     metrics: Config,
/// }
///
/// let json = r#"{ "title": "Shop", "metrics": { "prefix": "shop", "server": { "addr": "127.0.0.1:9464" } } }"#;
/// let config: AppConfig = serde_json::from_str(json)?;
/// assert_eq!(config.metrics, Config::new().prefix("shop").server("127.0.0.1:9464"));
///
/// let json = r#"{ "title": "Shop", "metrics": { "prefx": "shop", "poll_rate": 5 } }"#;
/// let error = serde_json::from_str::<AppConfig>(json).err().unwrap().to_string();
/// assert!(error.contains("unknown key `prefx`; did you mean `prefix`?"));
/// assert!(error.contains("`poll_rate` cannot be `5`; write a duration, such as `5s`"));
/// # assert_eq!(config.title, "Shop");
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tree::Table(table) = Tree::deserialize(deserializer)? else {
            return Err(D::Error::custom("the configuration of the metrics must be a table"));
        };
        let mut reading = Reading { config: Config::new(), mistakes: Vec::new() };
        reading.table("", table);
        reading.config.if_read(reading.mistakes).map_err(D::Error::custom)
    }
}

/// A value of any format. It implements no `Debug`, because it may contain secrets.
enum Tree {
    /// No value; the key has its default.
    Nothing,
    Text(String),
    Flag(bool),
    List(Vec<Tree>),
    Table(Vec<(String, Tree)>),
}

struct Reading {
    config: Config,
    mistakes: Vec<Mistake>,
}

impl Reading {
    /// Reads a section, which ends with a dot, or is empty for the top.
    fn table(&mut self, section: &str, table: Vec<(String, Tree)>) {
        for (name, value) in table {
            self.entry(format!("{section}{name}"), value);
        }
    }

    fn entry(&mut self, key: String, value: Tree) {
        let result = match value {
            Tree::Nothing => Ok(()),
            Tree::Table(table) if is_section(&key) => return self.table(&format!("{key}."), table),
            value if is_section(&key) => {
                Err(ErrorKind::Value { key, value: raw(value).shown(), expected: TABLE })
            }
            #[cfg(feature = "artifacts")]
            value @ Tree::List(_) if key == keys::OBJECTIVE => {
                keys::set_value(&mut self.config, &key, Raw::Text(json(value).to_string()))
            }
            value => keys::set_value(&mut self.config, &key, raw(value)),
        };
        self.mistakes.extend(result.err().map(|kind| Mistake::new(None, kind)));
    }
}

/// Returns a value as JSON.
#[cfg(feature = "artifacts")]
fn json(value: Tree) -> serde_json::Value {
    match value {
        Tree::Nothing => serde_json::Value::Null,
        Tree::Text(text) => text.into(),
        Tree::Flag(flag) => flag.into(),
        Tree::List(list) => list.into_iter().map(json).collect(),
        Tree::Table(table) => table.into_iter().map(|(name, value)| (name, json(value))).collect(),
    }
}

fn raw(value: Tree) -> Raw {
    let raw = match value {
        Tree::Flag(flag) => Some(Raw::Flag(flag)),
        Tree::List(list) => list.into_iter().map(text).collect::<Option<_>>().map(Raw::List),
        Tree::Table(table) => {
            let pair = |(name, value)| Some((name, text(value)?));
            table.into_iter().map(pair).collect::<Option<_>>().map(Raw::Pairs)
        }
        other => text(other).map(Raw::Text),
    };
    raw.unwrap_or(Raw::Other("a nested list or table"))
}

/// A single value as a string; `None` for a list or a table.
fn text(value: Tree) -> Option<String> {
    match value {
        Tree::Text(text) => Some(text),
        Tree::Flag(flag) => Some(flag.to_string()),
        Tree::Nothing | Tree::List(_) | Tree::Table(_) => None,
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, a boolean, a list or a table")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element()? {
            list.push(value);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = access.next_entry()? {
            table.push(entry);
        }
        Ok(Tree::Table(table))
    }
}
