//! Grafana's model v2, which Grafana 13 reads.

use serde_json::{json, Map, Value};

use super::controls::{self, Choice};
use super::layout::{placed, PlacedPanel, PlacedRow};
use super::options::{DashboardOptions, Resolved};
use super::visual::{query, ref_id, Visual};
use super::{Dashboard, Panel};

/// The times that the menu for refreshing offers, which are those of Grafana.
const REFRESH: [&str; 9] = ["10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"];

pub(super) fn resource(dashboard: &Dashboard, options: &DashboardOptions) -> Value {
    let settings = options.resolve(dashboard);
    let mut metadata = json!({ "name": settings.uid });
    if let Some(folder) = &options.folder {
        metadata["annotations"] = json!({ "grafana.app/folder": folder.uid() });
    }
    json!({
        "apiVersion": "dashboard.grafana.app/v2",
        "kind": "Dashboard",
        "metadata": metadata,
        "spec": spec(dashboard, options, &settings),
    })
}

fn spec(dashboard: &Dashboard, options: &DashboardOptions, settings: &Resolved) -> Value {
    let rows = placed(dashboard);
    json!({
        "title": settings.title,
        "description": dashboard.description,
        "tags": settings.tags,
        "editable": false,
        "preload": false,
        "cursorSync": "Crosshair",
        "timeSettings": times(settings),
        "links": [controls::link_to_dashboards(options)],
        "annotations": annotations(options),
        "variables": variables(dashboard, options, settings),
        "elements": elements(&rows, &settings.uid, options),
        "layout": { "kind": "RowsLayout", "spec": { "rows": rows.iter().map(row).collect::<Vec<_>>() } },
    })
}

fn times(settings: &Resolved) -> Value {
    json!({
        "from": settings.from,
        "to": settings.to,
        "timezone": settings.timezone,
        "autoRefresh": settings.refresh,
        "autoRefreshIntervals": REFRESH,
        "fiscalYearStartMonth": 0,
        "hideTimepicker": false,
    })
}

/// A query of a data source: Prometheus, or Grafana itself.
fn data(group: &str, datasource: &str, spec: &Value) -> Value {
    json!({
        "kind": "DataQuery",
        "group": group,
        "version": "v0",
        "datasource": { "name": datasource },
        "spec": spec,
    })
}

fn of_prometheus(spec: &Value) -> Value {
    data("prometheus", "${datasource}", spec)
}

fn annotations(options: &DashboardOptions) -> Vec<Value> {
    let of_grafana = |spec: Value| data("grafana", "-- Grafana --", &spec);
    let built_in = json!({
        "name": "Annotations & Alerts",
        "builtIn": true,
        "query": of_grafana(json!({})),
        "enable": true,
        "hide": true,
        "iconColor": "rgba(0, 211, 255, 1)",
    });
    let lifecycle = controls::lifecycle(options).map(|event| {
        let tags = json!({ "type": "tags", "tags": event.tags, "matchAny": false, "limit": 100 });
        json!({
            "name": event.name,
            "query": of_grafana(tags),
            "enable": false,
            "hide": false,
            "iconColor": event.color,
        })
    });
    let restarts = options.restarts.iter().map(|restarts| {
        json!({
            "name": "Restarts",
            "query": of_prometheus(&json!({ "expr": restarts.to_string() })),
            "enable": true,
            "hide": false,
            "iconColor": "orange",
            "legacyOptions": {
                "expr": restarts.to_string(),
                "titleFormat": "Restart",
                "textFormat": "{{instance}}",
            },
        })
    });
    let all = [built_in].into_iter().chain(lifecycle).chain(restarts);
    all.map(|spec| json!({ "kind": "AnnotationQuery", "spec": spec })).collect()
}

fn variables(dashboard: &Dashboard, options: &DashboardOptions, settings: &Resolved) -> Vec<Value> {
    let choices = controls::choices(dashboard, options);
    [datasource(settings)].into_iter().chain(choices.iter().map(choice)).collect()
}

fn datasource(settings: &Resolved) -> Value {
    let uid = settings.datasource.as_deref().unwrap_or_default();
    json!({
        "kind": "DatasourceVariable",
        "spec": {
            "name": "datasource",
            "label": "Data source",
            "pluginId": "prometheus",
            "refresh": "onDashboardLoad",
            "regex": "",
            "current": { "text": uid, "value": uid },
            "options": [],
            "multi": false,
            "includeAll": false,
            "hide": "dontHide",
            "skipUrlSync": false,
            "allowCustomValue": false,
        },
    })
}

fn choice(choice: &Choice) -> Value {
    json!({
        "kind": "QueryVariable",
        "spec": {
            "name": choice.name,
            "label": choice.label.unwrap_or(&choice.name),
            "query": of_prometheus(&json!({ "query": choice.query, "refId": choice.name })),
            "definition": choice.query,
            "refresh": "onTimeRangeChanged",
            "regex": "",
            "sort": "alphabeticalAsc",
            "current": { "text": ["All"], "value": ["$__all"] },
            "options": [],
            "multi": true,
            "includeAll": true,
            "allValue": choice.all,
            "hide": "dontHide",
            "skipUrlSync": false,
            "allowCustomValue": true,
        },
    })
}

/// The panels by the names with which the layout refers to them.
fn elements(rows: &[PlacedRow<'_>], uid: &str, options: &DashboardOptions) -> Value {
    let panels = rows.iter().flat_map(|row| &row.panels);
    let named = panels.map(|placed| (name(placed), element(placed, uid, options)));
    Value::Object(named.collect::<Map<_, _>>())
}

fn name(placed: &PlacedPanel<'_>) -> String {
    format!("panel-{}", placed.id)
}

fn row(placed: &PlacedRow<'_>) -> Value {
    let items: Vec<_> = placed.panels.iter().map(item).collect();
    json!({
        "kind": "RowsLayoutRow",
        "spec": {
            "title": placed.row.title,
            "collapse": placed.row.collapsed,
            "layout": { "kind": "GridLayout", "spec": { "items": items } },
        },
    })
}

fn item(placed: &PlacedPanel<'_>) -> Value {
    json!({
        "kind": "GridLayoutItem",
        "spec": {
            "x": placed.x,
            "y": placed.y,
            "width": placed.width,
            "height": placed.panel.height,
            "element": { "kind": "ElementReference", "name": name(placed) },
        },
    })
}

fn element(placed: &PlacedPanel<'_>, uid: &str, options: &DashboardOptions) -> Value {
    let panel = placed.panel;
    let visual = Visual::of(panel, uid);
    json!({
        "kind": "Panel",
        "spec": {
            "id": placed.id,
            "title": panel.title,
            "description": panel.description,
            "links": links(panel, options),
            "data": {
                "kind": "QueryGroup",
                "spec": {
                    "queries": queries(panel),
                    "transformations": transformations(&visual),
                    "queryOptions": {},
                },
            },
            "vizConfig": {
                "kind": "VizConfig",
                "group": visual.plugin,
                "version": "",
                "spec": { "options": visual.options, "fieldConfig": visual.fields },
            },
        },
    })
}

fn queries(panel: &Panel) -> Vec<Value> {
    let numbered = panel.queries.iter().enumerate();
    let of =
        |(at, of)| json!({ "refId": ref_id(at), "hidden": false, "query": of_prometheus(&query(panel, of)) });
    numbered.map(of).map(|spec| json!({ "kind": "PanelQuery", "spec": spec })).collect()
}

fn transformations(visual: &Visual) -> Vec<Value> {
    let step = |(id, options): &(&str, Value)| json!({ "kind": "Transformation", "group": id, "spec": { "options": options } });
    visual.transformations.iter().map(step).collect()
}

fn links(panel: &Panel, options: &DashboardOptions) -> Vec<Value> {
    let link = |key: &String| json!({ "title": "Open the dashboard", "url": options.link(key), "targetBlank": false });
    panel.opens.iter().map(link).collect()
}
