//! The members of a declaration, in catalog lines and in catalog files.

use std::time::Duration;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::{Declaration, Label, Native, Origin};
use super::alert::{AlertJson, ObjectiveJson};

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(in super::super) struct DeclarationJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    declared_name: Option<String>,
    labels: Vec<LabelJson>,
    #[serde(with = "pairs", skip_serializing_if = "Vec::is_empty")]
    constant_labels: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    buckets: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<NativeJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quantiles: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window_ms: Option<u64>,
    #[serde(skip_serializing_if = "is_false")]
    exemplars: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    states: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#struct: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    sampled: bool,
    namespace: String,
    #[serde(rename = "crate")]
    package: String,
    version: String,
    file: String,
    line: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alerts: Vec<AlertJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<ObjectiveJson>,
}

#[derive(Serialize, Deserialize)]
struct LabelJson {
    name: String,
    #[serde(default)]
    values: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
struct NativeJson {
    schema: i32,
    zero_threshold: f64,
    max_buckets: usize,
    max_zero_threshold: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl From<&Declaration> for DeclarationJson {
    fn from(of: &Declaration) -> Self {
        let named = |is_it: bool, name: &str| is_it.then(|| name.to_owned());
        let owner = match &of.origin {
            Origin::Struct(name) | Origin::Measured(name) => name,
            _ => "",
        };
        DeclarationJson {
            declared_name: of.declared_name.clone(),
            labels: of.labels.iter().map(LabelJson::from).collect(),
            constant_labels: of.constant_labels.clone(),
            buckets: of.buckets.clone(),
            native: of.native.map(NativeJson::from),
            quantiles: of.quantiles.clone(),
            window_ms: of.window.map(|window| u64::try_from(window.as_millis()).unwrap_or(u64::MAX)),
            exemplars: of.exemplars,
            states: of.states.clone(),
            origin: match of.origin {
                Origin::Function => Some("function".to_owned()),
                Origin::RunTime => Some("run_time".to_owned()),
                _ => None,
            },
            r#struct: named(matches!(of.origin, Origin::Struct(_)), owner),
            measured: named(matches!(of.origin, Origin::Measured(_)), owner),
            sampled: of.origin == Origin::Sampled,
            namespace: of.namespace.clone(),
            package: of.package.clone(),
            version: of.version.clone(),
            file: of.file.clone(),
            line: of.line,
            alerts: of.alerts.iter().map(AlertJson::from).collect(),
            objective: of.objective.as_ref().map(ObjectiveJson::from),
        }
    }
}

impl From<DeclarationJson> for Declaration {
    fn from(of: DeclarationJson) -> Self {
        let origin = match (of.r#struct, of.measured, of.origin.as_deref()) {
            (Some(name), ..) => Origin::Struct(name),
            (_, Some(name), _) => Origin::Measured(name),
            (.., Some("function")) => Origin::Function,
            (.., Some("run_time")) => Origin::RunTime,
            _ if of.sampled => Origin::Sampled,
            _ => Origin::Declaration,
        };
        Declaration {
            declared_name: of.declared_name,
            constant_labels: of.constant_labels,
            labels: of.labels.into_iter().map(Label::from).collect(),
            buckets: of.buckets,
            native: of.native.map(Native::from),
            quantiles: of.quantiles,
            window: of.window_ms.map(Duration::from_millis),
            exemplars: of.exemplars,
            states: of.states,
            origin,
            namespace: of.namespace,
            package: of.package,
            version: of.version,
            file: of.file,
            line: of.line,
            alerts: of.alerts.into_iter().filter_map(AlertJson::alert).collect(),
            objective: of.objective.map(Into::into),
        }
    }
}

impl From<&Label> for LabelJson {
    fn from(of: &Label) -> Self {
        LabelJson { name: of.name.clone(), values: of.values.clone() }
    }
}

impl From<LabelJson> for Label {
    fn from(of: LabelJson) -> Self {
        Label { name: of.name, values: of.values }
    }
}

impl From<Native> for NativeJson {
    fn from(of: Native) -> Self {
        let Native { schema, zero_threshold, max_buckets, max_zero_threshold } = of;
        NativeJson { schema, zero_threshold, max_buckets, max_zero_threshold }
    }
}

impl From<NativeJson> for Native {
    fn from(of: NativeJson) -> Self {
        let NativeJson { schema, zero_threshold, max_buckets, max_zero_threshold } = of;
        Native { schema, zero_threshold, max_buckets, max_zero_threshold }
    }
}

/// Pairs as an object, in their order.
mod pairs {
    use super::{Deserializer, MapAccess, Serializer, Visitor};

    type Pairs = Vec<(String, String)>;

    pub(super) fn serialize<S: Serializer>(pairs: &Pairs, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(pairs.iter().map(|(name, value)| (name, value)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Pairs, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Pairs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }

        from.deserialize_map(Object)
    }
}
