//! Reads the JSON of a dashboard, in the classic model or in model v2, as far as the checks need it.

use serde_json::Value;

use super::Context;

/// A dashboard in either model.
pub(super) struct Board<'j> {
    pub(super) title: &'j str,
    pub(super) uid: &'j str,
    pub(super) editable: bool,
    pub(super) shares_tooltip: bool,
    pub(super) tags: Vec<&'j str>,
    /// The tags of each link to dashboards.
    pub(super) links: Vec<Vec<&'j str>>,
    pub(super) refresh: &'j str,
    pub(super) variables: Vec<Variable<'j>>,
    pub(super) panels: Vec<Panel<'j>>,
    /// The ids of panels and rows.
    pub(super) ids: Vec<u64>,
    /// Names in the layout of model v2 that are not the name of a panel, or that occur twice.
    pub(super) misplaced: Vec<&'j str>,
    annotations: Vec<(&'j str, &'j str)>,
}

pub(super) struct Variable<'j> {
    pub(super) name: &'j str,
    /// The plugin of a variable for data sources.
    pub(super) plugin: Option<&'j str>,
    pub(super) query: &'j str,
    pub(super) multi: bool,
    pub(super) include_all: bool,
    pub(super) all: &'j str,
    pub(super) follows_range: bool,
}

pub(super) struct Panel<'j> {
    pub(super) title: &'j str,
    pub(super) description: &'j str,
    pub(super) plugin: &'j str,
    pub(super) has_unit: bool,
    pub(super) queries: Vec<Query<'j>>,
}

pub(super) struct Query<'j> {
    pub(super) expr: &'j str,
    /// The data source, which a query of the classic model may take from its panel.
    pub(super) datasource: &'j str,
}

/// An expression with its place.
pub(super) struct Place<'j> {
    pub(super) name: &'j str,
    pub(super) text: &'j str,
    pub(super) context: Context,
}

impl<'j> Board<'j> {
    /// Returns `None` if the JSON is not a dashboard.
    pub(super) fn read(json: &'j Value) -> Option<Self> {
        match json.pointer("/spec/elements") {
            Some(elements) => elements.is_object().then(|| of_v2(json, &json["spec"], elements)),
            None => json["panels"].is_array().then(|| of_classic(json)),
        }
    }

    /// Returns the expressions of panels, variables and annotations.
    pub(super) fn expressions(&self) -> impl Iterator<Item = Place<'j>> + '_ {
        let of_panels = self.panels.iter().flat_map(|panel| {
            let context = if panel.plugin == "heatmap" { Context::HeatMap } else { Context::Panel };
            panel.queries.iter().map(move |query| Place { name: panel.title, text: query.expr, context })
        });
        let variables = self.variables.iter().filter_map(|of| Some((of.name, series(of.query)?)));
        let of_variables = variables.map(|(name, text)| Place { name, text, context: Context::Variable });
        let annotations = self.annotations.iter();
        let of_annotations = annotations.map(|(name, text)| Place { name, text, context: Context::Panel });
        of_panels.chain(of_variables).chain(of_annotations).filter(|place| !place.text.is_empty())
    }
}

/// Returns the expression in the query of a variable: `label_values(EXPR, LABEL)` or `query_result(EXPR)`.
fn series(query: &str) -> Option<&str> {
    let inside =
        |function: &str| query.trim().strip_prefix(function)?.trim().strip_prefix('(')?.strip_suffix(')');
    inside("query_result").or_else(|| Some(inside("label_values")?.rsplit_once(',')?.0)).map(str::trim)
}

fn of_classic(json: &Value) -> Board<'_> {
    let outer = list(&json["panels"]);
    let all: Vec<_> = outer.flat_map(|panel| [panel].into_iter().chain(list(&panel["panels"]))).collect();
    let links = list(&json["links"]).filter(|link| link["type"] == "dashboards");
    Board {
        title: text(&json["title"]),
        uid: text(&json["uid"]),
        editable: json["editable"] != false,
        shares_tooltip: json["graphTooltip"].as_u64().is_some_and(|mode| mode > 0),
        tags: texts(&json["tags"]),
        links: links.map(|link| texts(&link["tags"])).collect(),
        refresh: text(&json["refresh"]),
        variables: list(&json["templating"]["list"]).map(classic_variable).collect(),
        panels: all.iter().filter(|panel| panel["type"] != "row").map(|panel| classic_panel(panel)).collect(),
        ids: all.iter().filter_map(|panel| panel["id"].as_u64()).collect(),
        misplaced: Vec::new(),
        annotations: list(&json["annotations"]["list"])
            .map(|of| (text(&of["name"]), text(&of["expr"])))
            .collect(),
    }
}

fn classic_variable(json: &Value) -> Variable<'_> {
    let query = &json["query"];
    Variable {
        name: text(&json["name"]),
        plugin: (json["type"] == "datasource").then(|| text(query)),
        query: query.as_str().unwrap_or_else(|| text(&query["query"])),
        multi: json["multi"] == true,
        include_all: json["includeAll"] == true,
        all: text(&json["allValue"]),
        follows_range: json["refresh"] == 2,
    }
}

fn classic_panel(json: &Value) -> Panel<'_> {
    let of_panel = text(&json["datasource"]["uid"]);
    let queries = list(&json["targets"]).map(|target| Query {
        expr: text(&target["expr"]),
        datasource: target["datasource"]["uid"].as_str().unwrap_or(of_panel),
    });
    Panel {
        title: text(&json["title"]),
        description: text(&json["description"]),
        plugin: text(&json["type"]),
        has_unit: has_unit(&json["fieldConfig"], &json["options"]),
        queries: queries.collect(),
    }
}

fn of_v2<'j>(json: &'j Value, spec: &'j Value, elements: &'j Value) -> Board<'j> {
    let elements: Vec<_> = elements.as_object().into_iter().flatten().collect();
    let links = list(&spec["links"]).filter(|link| link["type"] == "dashboards");
    let annotations = list(&spec["annotations"]).map(|of| &of["spec"]);
    let names: Vec<_> = elements.iter().map(|(name, _)| name.as_str()).collect();
    Board {
        title: text(&spec["title"]),
        uid: text(&json["metadata"]["name"]),
        editable: spec["editable"] != false,
        shares_tooltip: ["Crosshair", "Tooltip"].contains(&text(&spec["cursorSync"])),
        tags: texts(&spec["tags"]),
        links: links.map(|link| texts(&link["tags"])).collect(),
        refresh: text(&spec["timeSettings"]["autoRefresh"]),
        variables: list(&spec["variables"]).map(v2_variable).collect(),
        panels: elements
            .iter()
            .filter(|(_, of)| of["kind"] == "Panel")
            .map(|(_, of)| v2_panel(&of["spec"]))
            .collect(),
        ids: elements.iter().filter_map(|(_, of)| of["spec"]["id"].as_u64()).collect(),
        misplaced: misplaced(&spec["layout"], &names),
        annotations: annotations.map(|of| (text(&of["name"]), text(&of["query"]["spec"]["expr"]))).collect(),
    }
}

fn v2_variable(json: &Value) -> Variable<'_> {
    let spec = &json["spec"];
    let query = &spec["query"]["spec"];
    Variable {
        name: text(&spec["name"]),
        plugin: spec["pluginId"].as_str(),
        query: query["query"].as_str().unwrap_or_else(|| text(&query["__legacyStringValue"])),
        multi: spec["multi"] == true,
        include_all: spec["includeAll"] == true,
        all: text(&spec["allValue"]),
        follows_range: spec["refresh"] == "onTimeRangeChanged",
    }
}

fn v2_panel(spec: &Value) -> Panel<'_> {
    let config = &spec["vizConfig"];
    let queries = list(&spec["data"]["spec"]["queries"]).map(|of| &of["spec"]["query"]);
    let queries = queries.map(|query| Query {
        expr: text(&query["spec"]["expr"]),
        datasource: text(&query["datasource"]["name"]),
    });
    Panel {
        title: text(&spec["title"]),
        description: text(&spec["description"]),
        plugin: text(&config["group"]),
        has_unit: has_unit(&config["spec"]["fieldConfig"], &config["spec"]["options"]),
        queries: queries.collect(),
    }
}

/// Returns the names that the layout shows although the panel does not exist, and those that it does not show once.
fn misplaced<'j>(layout: &'j Value, names: &[&'j str]) -> Vec<&'j str> {
    let mut shown = Vec::new();
    collect_references(layout, &mut shown);
    let is_wrong = |name: &&str| shown.iter().filter(|of| *of == name).count() != 1 || !names.contains(name);
    names.iter().chain(&shown).copied().filter(is_wrong).collect()
}

fn collect_references<'j>(json: &'j Value, found: &mut Vec<&'j str>) {
    match json {
        Value::Object(object) if json["kind"] == "ElementReference" => {
            found.extend(object.get("name").and_then(Value::as_str));
        }
        Value::Object(object) => object.values().for_each(|value| collect_references(value, found)),
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

/// The unit is one for all fields, the unit of an axis, or one for some fields.
fn has_unit(fields: &Value, options: &Value) -> bool {
    let of_axis = &options["yAxis"]["unit"];
    let overrides = list(&fields["overrides"]).flat_map(|of| list(&of["properties"]));
    [&fields["defaults"]["unit"], of_axis].into_iter().any(|unit| !text(unit).is_empty())
        || overrides.into_iter().any(|property| property["id"] == "unit")
}

fn text(json: &Value) -> &str {
    json.as_str().unwrap_or_default()
}

fn list(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().into_iter().flatten()
}

fn texts(json: &Value) -> Vec<&str> {
    list(json).filter_map(Value::as_str).collect()
}
