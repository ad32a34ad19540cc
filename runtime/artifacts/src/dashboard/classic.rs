//! Grafana's classic model, which Grafana 10 to 13 read.

use serde_json::{json, Value};

use super::controls::{self, Choice};
use super::layout::{placed, PlacedPanel, PlacedRow};
use super::options::{DashboardOptions, Resolved};
use super::visual::{query, ref_id, Visual};
use super::{Dashboard, Panel};

/// The version of the model that Grafana 13 writes.
const SCHEMA_VERSION: u32 = 42;

pub(super) fn dashboard(dashboard: &Dashboard, options: &DashboardOptions) -> Value {
    let settings = options.resolve(dashboard);
    json!({
        "id": null,
        "uid": settings.uid,
        "title": settings.title,
        "description": dashboard.description,
        "tags": settings.tags,
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": false,
        "graphTooltip": 1,
        "fiscalYearStartMonth": 0,
        "preload": false,
        "time": { "from": settings.from, "to": settings.to },
        "timepicker": {},
        "timezone": settings.timezone,
        "refresh": settings.refresh,
        "links": [link(options)],
        "annotations": { "list": annotations(options) },
        "templating": { "list": variables(dashboard, options, &settings) },
        "panels": panels(dashboard, &settings.uid, options),
    })
}

fn source() -> Value {
    json!({ "type": "prometheus", "uid": "${datasource}" })
}

fn link(options: &DashboardOptions) -> Value {
    let mut link = controls::link_to_dashboards(options);
    link["url"] = json!("");
    link
}

fn annotations(options: &DashboardOptions) -> Vec<Value> {
    let grafana = json!({ "type": "grafana", "uid": "-- Grafana --" });
    let built_in = json!({
        "builtIn": 1,
        "name": "Annotations & Alerts",
        "type": "dashboard",
        "datasource": grafana,
        "enable": true,
        "hide": true,
        "iconColor": "rgba(0, 211, 255, 1)",
    });
    let lifecycle = controls::lifecycle(options).map(|event| {
        json!({
            "name": event.name,
            "datasource": grafana,
            "enable": false,
            "hide": false,
            "iconColor": event.color,
            "target": { "type": "tags", "tags": event.tags, "matchAny": false, "limit": 100 },
        })
    });
    let restarts = options.restarts.iter().map(|restarts| {
        json!({
            "name": "Restarts",
            "datasource": source(),
            "enable": true,
            "hide": false,
            "iconColor": "orange",
            "expr": restarts.to_string(),
            "titleFormat": "Restart",
            "textFormat": "{{instance}}",
        })
    });
    [built_in].into_iter().chain(lifecycle).chain(restarts).collect()
}

fn variables(dashboard: &Dashboard, options: &DashboardOptions, settings: &Resolved) -> Vec<Value> {
    let choices = controls::choices(dashboard, options);
    [datasource(settings)].into_iter().chain(choices.iter().map(choice)).collect()
}

fn datasource(settings: &Resolved) -> Value {
    let mut variable = json!({
        "type": "datasource",
        "name": "datasource",
        "label": "Data source",
        "query": "prometheus",
        "refresh": 1,
        "regex": "",
        "hide": 0,
        "includeAll": false,
        "multi": false,
        "options": [],
        "skipUrlSync": false,
    });
    if let Some(uid) = &settings.datasource {
        variable["current"] = json!({ "selected": true, "text": uid, "value": uid });
    }
    variable
}

fn choice(choice: &Choice) -> Value {
    json!({
        "type": "query",
        "name": choice.name,
        "label": choice.label.unwrap_or(&choice.name),
        "datasource": source(),
        "query": { "query": choice.query, "refId": choice.name },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "hide": 0,
        "multi": true,
        "includeAll": true,
        "allValue": choice.all,
        "current": { "selected": true, "text": ["All"], "value": ["$__all"] },
        "options": [],
        "skipUrlSync": false,
    })
}

fn panels(dashboard: &Dashboard, uid: &str, options: &DashboardOptions) -> Vec<Value> {
    let mut top = 0;
    let mut all = Vec::new();
    for placed in placed(dashboard) {
        let inside: Vec<_> = placed.panels.iter().map(|of| panel(of, top + 1, uid, options)).collect();
        if placed.row.collapsed {
            all.push(row(&placed, top, &inside));
            top += 1;
        } else {
            all.push(row(&placed, top, &[]));
            all.extend(inside);
            top += 1 + placed.height;
        }
    }
    all
}

/// An open row is followed by its panels, and a collapsed row contains them.
fn row(placed: &PlacedRow<'_>, top: u32, panels: &[Value]) -> Value {
    json!({
        "type": "row",
        "id": placed.id,
        "title": placed.row.title,
        "collapsed": placed.row.collapsed,
        "gridPos": { "x": 0, "y": top, "w": 24, "h": 1 },
        "panels": panels,
    })
}

fn panel(placed: &PlacedPanel<'_>, top: u32, uid: &str, options: &DashboardOptions) -> Value {
    let panel = placed.panel;
    let visual = Visual::of(panel, uid);
    let steps = visual.transformations.into_iter();
    json!({
        "type": visual.plugin,
        "id": placed.id,
        "title": panel.title,
        "description": panel.description,
        "gridPos": { "x": placed.x, "y": top + placed.y, "w": placed.width, "h": panel.height },
        "datasource": source(),
        "targets": targets(panel),
        "options": visual.options,
        "fieldConfig": visual.fields,
        "transformations": steps.map(|(id, options)| json!({ "id": id, "options": options })).collect::<Vec<_>>(),
        "links": panel_link(panel, options),
    })
}

fn targets(panel: &Panel) -> Vec<Value> {
    let target = |(at, of)| {
        let mut target = query(panel, of);
        target["refId"] = json!(ref_id(at));
        target["datasource"] = source();
        target
    };
    panel.queries.iter().enumerate().map(target).collect()
}

fn panel_link(panel: &Panel, options: &DashboardOptions) -> Vec<Value> {
    let link = |key: &String| {
        json!({
            "type": "link",
            "title": "Open the dashboard",
            "url": options.link(key),
            "tags": [],
            "asDropdown": false,
            "includeVars": false,
            "keepTime": false,
            "targetBlank": false,
            "icon": "",
            "tooltip": "",
        })
    };
    panel.opens.iter().map(link).collect()
}
