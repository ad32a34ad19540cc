//! Variables, annotations and links of dashboards, which both of Grafana's models have in common.

use serde_json::{json, Value};

use super::{Dashboard, DashboardOptions, Variable};

/// A variable whose values are those of a label.
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) label: Option<&'static str>,
    /// A query of Grafana's data source for Prometheus.
    pub(super) query: String,
    /// The regular expression that stands for all values.
    pub(super) all: &'static str,
}

/// A kind of event that the program reports to Grafana.
pub(super) struct Lifecycle {
    pub(super) name: &'static str,
    pub(super) color: &'static str,
    /// The tags of the events.
    pub(super) tags: Vec<String>,
}

/// Returns `job`, `instance`, and the variables of the dashboard.
pub(super) fn choices(dashboard: &Dashboard, options: &DashboardOptions) -> Vec<Choice> {
    let presence = options.presence;
    let of_target = |name: &str, label, series: &str| Choice {
        name: name.to_owned(),
        label: Some(label),
        query: format!("label_values({series}, {name})"),
        all: ".+",
    };
    let job = of_target("job", "Job", presence);
    let instance = of_target("instance", "Instance", &format!("{presence}{{job=~\"$job\"}}"));
    [job, instance].into_iter().chain(dashboard.variables.iter().map(of_dashboard)).collect()
}

/// "All" also selects the series without the label.
fn of_dashboard(variable: &Variable) -> Choice {
    Choice {
        name: variable.label.clone(),
        label: None,
        query: format!("label_values({}, {})", variable.series, variable.label),
        all: ".*",
    }
}

/// Returns the start and the stop of the program.
pub(super) fn lifecycle(options: &DashboardOptions) -> [Lifecycle; 2] {
    let tags = |event: &str| {
        let tags = ["gapless", &*options.program, event].into_iter().filter(|tag| !tag.is_empty());
        tags.map(str::to_owned).collect()
    };
    [
        Lifecycle { name: "Program started", color: "green", tags: tags("start") },
        Lifecycle { name: "Program stopped", color: "orange", tags: tags("stop") },
    ]
}

/// Returns the link to the other dashboards of the program, in both models.
pub(super) fn link_to_dashboards(options: &DashboardOptions) -> Value {
    json!({
        "type": "dashboards",
        "title": "Dashboards",
        "tags": options.shared_tags(),
        "asDropdown": true,
        "includeVars": true,
        "keepTime": true,
        "targetBlank": false,
        "icon": "external link",
        "tooltip": "",
    })
}
