//! The designed dashboards of the plugins, and the page about them in `docs/`.

use std::collections::BTreeSet;
use std::fmt::Write;

use gapless::artifacts::catalog::Family;
use gapless::artifacts::check::{self, Allow};
use gapless::artifacts::dashboard::{Dashboard, DashboardOptions, Panel, PanelKind, Unit};
use gapless::artifacts::{Catalog, designed};
use gapless::config::Config;
use gapless::instance::InstanceBuilder;
use gapless::plugins::{AllocatorStats, HttpServer, Plugin, PluginOptions, Process};

use crate::every::EVERY;
use crate::pages::check_page;

/// Adds one of each plugin.
fn every(builder: InstanceBuilder) -> InstanceBuilder {
    let others = EVERY.iter().filter(|(plugin, _)| *plugin != "process");
    let builder = others.fold(builder, |builder, (_, add)| add(builder));
    let read = || AllocatorStats { allocated: Some(4096), resident: Some(8192), ..AllocatorStats::default() };
    builder.plugin(Process::new().allocator("pool", read))
}

/// Returns the catalog of an instance.
async fn catalog(builder: InstanceBuilder) -> Catalog {
    let instance = builder.start().await.expect("the plugins start");
    instance.polled().await;
    let catalog = instance.catalog().await;
    instance.shutdown().await;
    catalog
}

/// Returns the catalog of all plugins, with the metrics of Gapless itself that this instance does not export.
async fn whole() -> Catalog {
    let exported = catalog(every(gapless::builder())).await;
    Catalog::new(exported.families().iter().chain(Catalog::declared().families()).cloned())
}

/// Returns the dashboards of one plugin.
async fn dashboards_of(plugin: impl Plugin) -> Vec<Dashboard> {
    let mut dashboards = designed::all(&catalog(gapless::builder().plugin(plugin)).await);
    dashboards.retain(|dashboard| dashboard.key != "gapless");
    dashboards
}

async fn dashboard_of(plugin: impl Plugin) -> Dashboard {
    let mut dashboards = dashboards_of(plugin).await;
    assert_eq!(dashboards.len(), 1);
    dashboards.remove(0)
}

fn titles(dashboard: &Dashboard) -> Vec<&str> {
    dashboard.panels().map(|panel| &*panel.title).collect()
}

fn panel<'d>(dashboard: &'d Dashboard, title: &str) -> &'d Panel {
    let mut panels = dashboard.panels();
    panels.find(|panel| panel.title == title).unwrap_or_else(|| panic!("{title} is missing"))
}

fn expressions(dashboard: &Dashboard) -> impl Iterator<Item = String> {
    dashboard.panels().flat_map(|panel| &panel.queries).map(|query| query.expr.to_string())
}

fn variables(dashboard: &Dashboard) -> Vec<&str> {
    dashboard.variables.iter().map(|variable| &*variable.label).collect()
}

/// Returns whether an expression selects series of a family.
fn selects(expr: &str, family: &str) -> bool {
    let is_start = |at: usize| !expr[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric());
    let rests =
        expr.match_indices(family).filter(|(at, _)| is_start(*at)).map(|(at, _)| &expr[at + family.len()..]);
    let mut rests = rests.map(|rest| {
        ["_bucket", "_count", "_sum"].iter().find_map(|part| rest.strip_prefix(part)).unwrap_or(rest)
    });
    rests.any(|rest| rest.starts_with('{'))
}

/// The dashboards, in their order.
const KEYS: [&str; 16] = [
    "process",
    "os",
    "tokio",
    "http-server",
    "connections",
    "http-client",
    "graphql",
    "websocket",
    "sql",
    "redis",
    "cache",
    "jobs",
    "cron",
    "pipeline",
    "mail",
    "gapless",
];

/// Fails if a family that a crate of Gapless declares is not in a panel.
fn check_coverage(catalog: &Catalog) {
    let dashboards = designed::all(catalog);
    assert_eq!(dashboards.iter().map(|dashboard| &*dashboard.key).collect::<Vec<_>>(), KEYS);
    let shown = designed::families(catalog);
    let expressions: Vec<_> = dashboards.iter().flat_map(expressions).collect();
    let is_ours = |family: &&Family| family.declarations.iter().any(|of| of.package.starts_with("gapless-"));
    let ours = catalog.families().iter().filter(is_ours);
    for name in ours.map(|family| &*family.name).filter(|name| !is_of_opentelemetry(name)) {
        assert!(shown.contains(name), "no dashboard asks for {name}");
        assert!(expressions.iter().any(|expr| selects(expr, name)), "no panel shows {name}");
    }
}

/// Returns whether a declaration of HTTP servers has a name of OpenTelemetry. The dashboard shows the usual names.
fn is_of_opentelemetry(name: &str) -> bool {
    name.starts_with("http_server_")
}

#[tokio::test]
async fn the_dashboards_of_an_instance_show_all_metrics_of_its_plugins() {
    check_coverage(&catalog(every(gapless::builder())).await);
}

#[tokio::test]
async fn the_dashboards_of_a_whole_catalog_show_all_metrics_of_plugins() {
    check_coverage(&whole().await);
}

/// Fails if a check finds a mistake in one of the dashboards.
fn check(catalog: &Catalog) {
    let options = DashboardOptions::of(catalog, "shop");
    let findings = designed::all(catalog).into_iter().flat_map(|dashboard| {
        let json = [dashboard.classic(&options), dashboard.v2(&options)];
        json.into_iter().flat_map(|json| check::dashboard(&json, catalog, &Allow::new())).collect::<Vec<_>>()
    });
    let findings: Vec<_> = findings.map(|finding| finding.to_string()).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[tokio::test]
async fn no_check_finds_a_mistake() {
    check(&whole().await);
    check(&catalog(every(gapless::builder())).await);
    let names = HttpServer::new().sizes().bodies().opentelemetry_names().status_classes();
    check(&catalog(gapless::builder().plugin(names)).await);
}

#[tokio::test]
async fn every_panel_says_what_it_shows() {
    for dashboard in designed::all(&catalog(every(gapless::builder())).await) {
        for row in &dashboard.rows {
            let titles: BTreeSet<_> = row.panels.iter().map(|panel| &*panel.title).collect();
            assert_eq!(
                titles.len(),
                row.panels.len(),
                "{}: titles in {} are not unique",
                dashboard.key,
                row.title
            );
        }
        for panel in dashboard.panels() {
            let place = format!("{}: {}", dashboard.key, panel.title);
            assert!(panel.title.starts_with(|first: char| first.is_uppercase() || first == 'p'), "{place}");
            assert!(panel.description.ends_with('.'), "{place}: {:?}", panel.description);
            assert!(!panel.queries.is_empty(), "{place} has no queries");
            assert!(
                panel.queries.iter().all(|query| !query.legend.is_empty() || panel.unit == Unit::None),
                "{place}"
            );
            let selected = panel.selects.iter().all(|label| variables(&dashboard).contains(&&**label));
            assert!(selected, "{place} selects {:?}", panel.selects);
        }
    }
}

#[tokio::test]
async fn a_prefix_and_labels_of_plugins_are_in_their_dashboards() {
    let usual = designed::all(&catalog(every(gapless::builder())).await);
    let options = PluginOptions::new().metric_prefix("shop").label("zone", "a");
    let config =
        EVERY.iter().fold(Config::new(), |config, (plugin, _)| config.plugin(*plugin, options.clone()));
    let catalog = catalog(every(gapless::builder().config(config))).await;
    check(&catalog);
    let other = designed::all(&catalog);
    assert_eq!(usual.len(), other.len());
    for (usual, other) in usual.iter().zip(&other).filter(|(usual, _)| usual.key != "gapless") {
        assert_eq!((&usual.key, titles(usual)), (&other.key, titles(other)));
        assert!(variables(other).contains(&"zone"), "{}: {:?}", other.key, variables(other));
        for expr in expressions(other).filter(|expr| !expr.starts_with("sum(up{")) {
            assert!(expr.contains("shop_") && expr.contains("zone=~\"$zone\""), "{}: {expr}", other.key);
        }
    }
}

#[tokio::test]
async fn a_dashboard_of_http_servers_is_equal_by_the_names_of_opentelemetry() {
    let http = || HttpServer::new().routes([("GET", "/users/{id}")]).sizes().bodies();
    let usual = dashboard_of(http()).await;
    let other = dashboard_of(http().opentelemetry_names()).await;
    assert_eq!(titles(&usual), titles(&other));
    assert!(expressions(&other).all(|expr| expr.starts_with("sum(up{") || expr.contains("http_server_")));
    let by_class = &panel(&other, "Requests by class of status").queries[4].expr.to_string();
    assert!(by_class.contains("http_server_request_duration_seconds_count{"), "{by_class}");
    assert!(by_class.contains(r#"http_response_status_code=~"5..""#), "{by_class}");
    assert_eq!(variables(&other), ["http_request_method", "http_route"]);
}

#[tokio::test]
async fn a_dashboard_of_http_servers_follows_the_options_of_the_plugin() {
    let plain = dashboard_of(HttpServer::new()).await;
    assert!(!titles(&plain).contains(&"Size of responses"), "sizes are off");
    assert_eq!(variables(&plain), ["method", "route"]);

    let http = HttpServer::new().status_classes().hosts(["a.example"]).handlers([("GET", "/", "home")]);
    let other = dashboard_of(http).await;
    assert_eq!(titles(&plain), titles(&other));
    assert_eq!(variables(&other), ["host", "method", "route"]);
    let errors = &panel(&other, "Errors").queries[0].expr.to_string();
    assert!(errors.contains(r#"host=~"$host""#) && errors.contains(r#"status=~"5..""#), "{errors}");
}

#[tokio::test]
async fn a_threshold_is_the_bound_of_a_bucket() {
    let plain = dashboard_of(HttpServer::new()).await;
    assert!(titles(&plain).contains(&"Faster than 250 ms"), "{:?}", titles(&plain));
    let apdex = &panel(&plain, "Apdex").queries[0].expr.to_string();
    assert!(apdex.contains("0.25") && apdex.contains(", 1, "), "{apdex}");

    let options = PluginOptions::new().buckets([0.1, 0.7]);
    let other = dashboard_of(HttpServer::new().options(options)).await;
    assert!(titles(&other).contains(&"Faster than 100 ms"), "{:?}", titles(&other));
    let apdex = &panel(&other, "Apdex").queries[0].expr.to_string();
    assert!(apdex.contains("0.1") && apdex.contains("0.7"), "{apdex}");
}

#[tokio::test]
async fn each_of_two_http_servers_has_a_dashboard() {
    let admin = HttpServer::new().named("admin").options(PluginOptions::new().metric_prefix("admin"));
    let builder = gapless::builder().plugin(HttpServer::new()).plugin(admin);
    let dashboards = designed::all(&catalog(builder).await);
    let named: Vec<_> = dashboards.iter().map(|of| (&*of.key, &*of.title)).collect();
    assert_eq!(named[..2], [("http-server", "HTTP server"), ("http-server-admin", "HTTP server (admin)")]);
    assert!(expressions(&dashboards[0]).all(|expr| !expr.contains("admin_")));
    assert!(
        expressions(&dashboards[1]).all(|expr| expr.starts_with("sum(up{") || expr.contains("admin_http_"))
    );
}

#[tokio::test]
async fn the_page_of_dashboards_lists_every_panel() {
    let catalog = whole().await;
    let dashboards = designed::all(&catalog);
    let mut page = "| dashboard | panels | metrics |\n|---|---|---|\n".to_owned();
    for dashboard in &dashboards {
        let metrics: BTreeSet<_> = dashboard.panels().flat_map(|panel| needs(panel, &catalog)).collect();
        let _ =
            writeln!(page, "| {} | {} | {} |", dashboard.title, dashboard.panels().count(), metrics.len());
    }
    for dashboard in &dashboards {
        let _ = writeln!(
            page,
            "\n### {}\n\n{}\n\n| panel | unit | metrics |\n|---|---|---|",
            dashboard.title, dashboard.description
        );
        for panel in dashboard.panels() {
            let needs: Vec<_> = needs(panel, &catalog).into_iter().map(|name| format!("`{name}`")).collect();
            let _ = writeln!(page, "| {} | {} | {} |", panel.title, unit(panel), needs.join(", "));
        }
    }
    check_page("dashboards.md", "<!-- written by a test -->", &page);
}

/// Returns the families that a panel shows.
fn needs<'c>(panel: &Panel, catalog: &'c Catalog) -> BTreeSet<&'c str> {
    let exprs: Vec<_> = panel.queries.iter().map(|query| query.expr.to_string()).collect();
    let names = catalog.families().iter().map(|family| &*family.name);
    names.filter(|name| exprs.iter().any(|expr| selects(expr, name))).collect()
}

/// Returns the unit of a panel in words, such as `requests per second`.
fn unit(panel: &Panel) -> String {
    let is_state = panel.kind == PanelKind::StateTimeline;
    let words = match panel.unit {
        Unit::None => "text".to_owned(),
        Unit::Short if is_state => "state".to_owned(),
        Unit::Short => "number".to_owned(),
        unit => format!("{unit:?}"),
    };
    let spaced = words
        .chars()
        .flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain([c.to_ascii_lowercase()]));
    spaced.collect::<String>().trim().to_owned()
}
