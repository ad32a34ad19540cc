//! Dashboards to upload: from the program, and from JSON of the user.

use std::error::Error as StdError;
use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use serde_json::Value;

/// A dashboard in Grafana's JSON, or the reason why it does not exist.
pub type Rendered = Result<Value, Box<dyn StdError + Send + Sync>>;

/// Functions on each dashboard before its upload.
#[derive(Clone, Default)]
pub(crate) struct Edits(Vec<Edit>);

type Edit = Arc<dyn Fn(&mut Value) + Send + Sync>;

impl Edits {
    pub(crate) fn push(&mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.0.push(Arc::new(edit));
    }

    fn apply(&self, dashboard: &mut Value) -> Result<(), &'static str> {
        let apply = || self.0.iter().for_each(|edit| edit(dashboard));
        catch_unwind(AssertUnwindSafe(apply)).map_err(|_| "a function of `Grafana::edit` panicked")
    }
}

impl fmt::Debug for Edits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} functions", self.0.len())
    }
}

/// A dashboard that is ready for its upload.
#[derive(Debug)]
pub(crate) struct Dashboard {
    pub(crate) json: Value,
}

impl Dashboard {
    /// Applies the functions of the user, and gives the dashboard an identifier if it has none.
    ///
    /// Without an identifier, Grafana would create another dashboard at each start.
    pub(crate) fn prepare(rendered: Rendered, edits: &Edits, program: &str) -> Rendered {
        let mut json = rendered?;
        edits.apply(&mut json)?;
        let title = json["title"].as_str().unwrap_or_default().to_owned();
        let Some(object) = json.as_object_mut() else {
            return Err("a dashboard is not a JSON object".into());
        };
        if object.get("uid").and_then(Value::as_str).is_none_or(str::is_empty) {
            object.insert("uid".into(), uid(&[program, &title]).into());
        }
        object.remove("id"); // the number of another Grafana
        Ok(json)
    }

    pub(crate) fn uid(&self) -> &str {
        self.json["uid"].as_str().unwrap_or_default()
    }

    /// Returns the title, or the identifier of a dashboard without a title.
    pub(crate) fn title(&self) -> &str {
        self.json["title"].as_str().unwrap_or(self.uid())
    }

    /// Whether Grafana has exactly this dashboard, apart from the numbers that Grafana gives it.
    pub(crate) fn equals(&self, stored: &Value) -> bool {
        let (Some(own), Some(stored)) = (self.json.as_object(), stored.as_object()) else { return false };
        let is_content = |key: &str| key != "id" && key != "version";
        let count =
            |object: &serde_json::Map<String, Value>| object.keys().filter(|key| is_content(key)).count();
        let mut content = own.iter().filter(|(key, _)| is_content(key));
        count(own) == count(stored)
            && content.all(|(key, value)| stored.get(key).is_some_and(|stored| are_equal(value, stored)))
    }
}

/// Compares JSON like Grafana, which does not distinguish `1.0` from `1`.
fn are_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| are_equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let mut entries = a.iter();
            a.len() == b.len() && entries.all(|(key, a)| b.get(key).is_some_and(|b| are_equal(a, b)))
        }
        _ => a == b,
    }
}

/// Returns an identifier that depends only on these names: 64 bits of FNV-1a.
fn uid(names: &[&str]) -> String {
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("gapless-{hash:016x}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn prepared(json: Value) -> Dashboard {
        Dashboard { json: Dashboard::prepare(Ok(json), &Edits::default(), "shop").unwrap() }
    }

    #[test]
    fn a_dashboard_equals_the_stored_one_despite_its_numbers() {
        let own =
            prepared(json!({"uid": "a", "title": "A", "panels": [{"min": 1.0, "max": null}], "id": null}));
        let stored =
            json!({"version": 7, "title": "A", "uid": "a", "id": 3, "panels": [{"max": null, "min": 1}]});
        assert!(own.equals(&stored));
        for change in [
            json!({"title": "B", "uid": "a", "panels": [{"min": 1, "max": null}]}),
            json!({"title": "A", "uid": "a", "panels": [{"min": 1}]}),
            json!({"title": "A", "uid": "a", "panels": [{"min": 1, "max": null}], "tags": []}),
            json!({"title": "A", "uid": "a", "panels": []}),
            json!([]),
        ] {
            assert!(!own.equals(&change), "{change}");
        }
    }

    #[test]
    fn a_dashboard_without_an_identifier_gets_a_stable_one() {
        let uid = |title: &str| prepared(json!({ "title": title })).uid().to_owned();
        assert_eq!(uid("A"), uid("A"));
        assert_ne!(uid("A"), uid("B"));
        assert!(uid("A").len() <= 40 && uid("A").starts_with("gapless-"));
        assert_eq!(prepared(json!({"uid": "own"})).uid(), "own");
    }

    #[test]
    fn functions_are_called_only_with_a_dashboard() {
        let mut edits = Edits::default();
        edits.push(|dashboard| dashboard["tags"] = json!(["shop"]));
        let json = Dashboard::prepare(Ok(json!({"uid": "a"})), &edits, "shop").unwrap();
        assert_eq!(json, json!({"uid": "a", "tags": ["shop"]}));
        edits.push(|_| panic!("it fails"));
        let error = Dashboard::prepare(Ok(json!({"uid": "a"})), &edits, "shop").unwrap_err();
        assert_eq!(error.to_string(), "a function of `Grafana::edit` panicked");
        let error = Dashboard::prepare(Err("no catalog".into()), &edits, "shop").unwrap_err();
        assert_eq!(error.to_string(), "no catalog");
    }
}
