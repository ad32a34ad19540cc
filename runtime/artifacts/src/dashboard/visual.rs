//! How Grafana draws a panel: its plugin, options, fields and transformations. Both of Grafana's models have them.

use serde_json::{json, Map, Value};

use super::{Panel, PanelKind, Query, Unit};

/// A plugin of Grafana with its configuration.
pub(super) struct Visual {
    pub(super) plugin: &'static str,
    pub(super) options: Value,
    pub(super) fields: Value,
    /// The ids of the transformations, with their options.
    pub(super) transformations: Vec<(&'static str, Value)>,
}

impl Visual {
    /// Returns the visual of a panel in the dashboard with a uid.
    pub(super) fn of(panel: &Panel, uid: &str) -> Self {
        let (plugin, options, custom) = match panel.kind {
            PanelKind::TimeSeries | PanelKind::Stacked => ("timeseries", time_series(panel), lines(panel)),
            PanelKind::Stat | PanelKind::Name => ("stat", stat(panel), json!({})),
            PanelKind::BarGauge => ("bargauge", bar_gauge(), json!({})),
            PanelKind::Table => ("table", table(panel), cells()),
            PanelKind::HeatMap => ("heatmap", heat_map(panel), json!({ "hideFrom": shown() })),
            PanelKind::StateTimeline => ("state-timeline", state_timeline(), states()),
        };
        Visual {
            plugin,
            options,
            fields: fields(panel, &custom, uid),
            transformations: transformations(panel),
        }
    }
}

/// Returns a query in the form of Grafana's data source for Prometheus, without the reference to the data source.
pub(super) fn query(panel: &Panel, query: &Query) -> Value {
    let is_quantile = query.expr.to_string().contains("histogram_quantile(");
    json!({
        "expr": query.expr.to_string(),
        "legendFormat": legend_format(panel, query),
        "format": match panel.kind {
            PanelKind::Table => "table",
            PanelKind::HeatMap => "heatmap",
            _ => "time_series",
        },
        "instant": query.instant,
        "range": !query.instant,
        // Exemplars link a slow request to its trace.
        "exemplar": is_quantile && !query.instant,
        "editorMode": "code",
    })
}

/// Returns the letter by which a panel names one of its queries.
pub(super) fn ref_id(index: usize) -> String {
    let letter = |digit: usize| char::from(b'A' + u8::try_from(digit % 26).unwrap_or_default());
    match index / 26 {
        0 => letter(index).to_string(),
        more => format!("{}{}", ref_id(more - 1), letter(index)),
    }
}

fn legend_format<'q>(panel: &Panel, query: &'q Query) -> &'q str {
    if panel.kind == PanelKind::HeatMap {
        "{{le}}"
    } else {
        &query.legend
    }
}

fn has_many_series(panel: &Panel) -> bool {
    panel.queries.len() > 1 || panel.queries.iter().any(|query| query.legend.contains("{{"))
}

/// A table below the graph with the numbers that matter, if the panel can have several series.
fn time_series(panel: &Panel) -> Value {
    let (mode, calcs) = if has_many_series(panel) {
        ("table", json!(["mean", "max", "lastNotNull"]))
    } else {
        ("list", json!([]))
    };
    json!({
        "legend": { "displayMode": mode, "placement": "bottom", "showLegend": true, "calcs": calcs },
        "tooltip": { "mode": "multi", "sort": "desc" },
    })
}

fn lines(panel: &Panel) -> Value {
    let stacked = panel.kind == PanelKind::Stacked;
    json!({
        "drawStyle": "line",
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "fillOpacity": if stacked { 40 } else { 10 },
        "gradientMode": "none",
        "showPoints": "never",
        "pointSize": 5,
        "spanNulls": false,
        "insertNulls": false,
        "stacking": { "mode": if stacked { "normal" } else { "none" }, "group": "A" },
        "axisPlacement": "auto",
        "axisLabel": "",
        "axisColorMode": "text",
        "axisBorderShow": false,
        "axisCenteredZero": false,
        "scaleDistribution": { "type": "linear" },
        "thresholdsStyle": { "mode": if panel.thresholds.is_empty() { "off" } else { "dashed" } },
        "hideFrom": shown(),
    })
}

fn stat(panel: &Panel) -> Value {
    json!({
        "colorMode": if panel.thresholds.is_empty() { "none" } else { "value" },
        "graphMode": "none",
        "justifyMode": "auto",
        "textMode": if panel.kind == PanelKind::Name { "name" } else { "auto" },
        "orientation": "auto",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": last_value(),
    })
}

fn bar_gauge() -> Value {
    json!({
        "displayMode": "basic",
        "valueMode": "color",
        "namePlacement": "left",
        "showUnfilled": true,
        "sizing": "auto",
        "minVizWidth": 8,
        "minVizHeight": 16,
        "maxVizHeight": 300,
        "orientation": "horizontal",
        "legend": { "displayMode": "list", "placement": "bottom", "showLegend": false, "calcs": [] },
        "reduceOptions": last_value(),
    })
}

fn last_value() -> Value {
    json!({ "calcs": ["lastNotNull"], "fields": "", "values": false })
}

/// The rows with the greatest value of the first query come first.
fn table(panel: &Panel) -> Value {
    let first = panel.queries.first().filter(|_| panel.unit != Unit::None);
    let sorted: Vec<_> =
        first.iter().map(|query| json!({ "displayName": query.legend, "desc": true })).collect();
    json!({ "frameIndex": 0, "showHeader": true, "cellHeight": "sm", "sortBy": sorted })
}

fn cells() -> Value {
    json!({ "align": "auto", "cellOptions": { "type": "auto" }, "inspect": false })
}

fn heat_map(panel: &Panel) -> Value {
    json!({
        "calculate": false,
        "rowsFrame": { "layout": "auto" },
        "cellGap": 1,
        "cellValues": { "unit": "short" },
        "color": {
            "mode": "scheme",
            "scheme": "Turbo",
            "fill": "dark-orange",
            "exponent": 0.5,
            "steps": 64,
            "reverse": false,
            "scale": "exponential",
        },
        // Cells without observations stay empty.
        "filterValues": { "le": 1e-9 },
        "exemplars": { "color": "rgba(255,0,255,0.7)" },
        "legend": { "show": true },
        "showValue": "never",
        "tooltip": { "mode": "single", "yHistogram": true, "showColorScale": false },
        "yAxis": { "axisPlacement": "left", "reverse": false, "unit": panel.unit.id() },
    })
}

fn state_timeline() -> Value {
    json!({
        "showValue": "auto",
        "rowHeight": 0.9,
        "mergeValues": true,
        "alignValue": "left",
        "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [] },
        "tooltip": { "mode": "single", "sort": "none" },
    })
}

fn states() -> Value {
    json!({
        "fillOpacity": 70,
        "lineWidth": 0,
        "axisPlacement": "auto",
        "hideFrom": shown(),
    })
}

fn shown() -> Value {
    json!({ "legend": false, "tooltip": false, "viz": false })
}

fn fields(panel: &Panel, custom: &Value, uid: &str) -> Value {
    let mut defaults = json!({
        "unit": panel.unit.id(),
        "color": { "mode": color(panel) },
        "thresholds": { "mode": "absolute", "steps": steps(panel) },
        "mappings": mappings(panel),
        "custom": custom,
    });
    let bounded = matches!(panel.kind, PanelKind::TimeSeries | PanelKind::Stacked | PanelKind::BarGauge);
    for (name, bound) in [("min", panel.min), ("max", panel.max)] {
        if let Some(bound) = bound.filter(|_| bounded) {
            defaults[name] = number(bound);
        }
    }
    json!({ "defaults": defaults, "overrides": overrides(panel, uid) })
}

fn mappings(panel: &Panel) -> Vec<Value> {
    let words = panel.words.iter().enumerate();
    let results =
        words.map(|(at, (value, word))| (number(*value).to_string(), json!({ "text": word, "index": at })));
    let results: Map<_, _> = results.collect();
    if results.is_empty() {
        Vec::new()
    } else {
        vec![json!({ "type": "value", "options": results })]
    }
}

/// The units of columns, and the links that select the value of a variable.
fn overrides(panel: &Panel, uid: &str) -> Vec<Value> {
    let of = |column: &str, property: &str, value: Value| {
        json!({
            "matcher": { "id": "byName", "options": column },
            "properties": [{ "id": property, "value": value }],
        })
    };
    let units = panel.queries.iter().filter_map(|query| Some((query, query.unit?)));
    let units = units.map(|(query, unit)| of(&query.legend, "unit", json!(unit.id())));
    let links = panel.selects.iter().map(|label| {
        let link = json!({ "title": "Select", "url": selection(uid, label), "targetBlank": false });
        of(label, "links", json!([link]))
    });
    units.chain(links).collect()
}

/// Returns the address of the dashboard with one value of a variable, which is the value of a cell.
fn selection(uid: &str, variable: &str) -> String {
    let kept = "${__url_time_range}&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}";
    format!("/d/{uid}?{kept}&var-{variable}=${{__value.text:percentencode}}")
}

fn color(panel: &Panel) -> &'static str {
    match panel.kind {
        PanelKind::TimeSeries | PanelKind::Stacked => "palette-classic",
        _ => "thresholds",
    }
}

/// The colors of values, the first of which holds below all thresholds.
fn steps(panel: &Panel) -> Vec<Value> {
    let base = match panel.kind {
        PanelKind::BarGauge if panel.thresholds.is_empty() => "blue",
        PanelKind::StateTimeline => "transparent",
        _ if panel.thresholds.is_empty() => "text",
        _ => "green",
    };
    let active =
        (panel.kind == PanelKind::StateTimeline && panel.thresholds.is_empty()).then_some((1.0, "blue"));
    let thresholds = panel.thresholds.iter().map(|threshold| (threshold.from, threshold.color)).chain(active);
    let first = json!({ "value": null, "color": base });
    let others = thresholds.map(|(from, color)| json!({ "value": number(from), "color": color }));
    [first].into_iter().chain(others).collect()
}

/// A whole number without a fraction, as Grafana writes it.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "compared with the value afterwards")]
    let whole = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "compared with the value")]
    let is_whole = whole as f64 == value;
    if is_whole {
        json!(whole)
    } else {
        json!(value)
    }
}

/// A table has one row for each label set, and one column for each query under the query's legend.
fn transformations(panel: &Panel) -> Vec<(&'static str, Value)> {
    if panel.kind != PanelKind::Table {
        return Vec::new();
    }
    vec![("merge", json!({})), ("organize", columns(panel))]
}

fn columns(panel: &Panel) -> Value {
    let mut hidden = json!({ "Time": true, "__name__": true });
    let mut names = json!({});
    for (at, query) in panel.queries.iter().enumerate() {
        // Grafana calls the values of an only query `Value`.
        let column =
            if panel.queries.len() == 1 { "Value".to_owned() } else { format!("Value #{}", ref_id(at)) };
        if panel.unit == Unit::None {
            hidden[column] = json!(true);
        } else {
            names[column] = json!(query.legend);
        }
    }
    json!({ "excludeByName": hidden, "indexByName": {}, "renameByName": names })
}
