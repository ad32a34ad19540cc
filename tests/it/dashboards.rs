//! The JSON of dashboards: titles by precedence, uids, places, and JSON of users.

use std::collections::BTreeSet;

use gapless::artifacts::dashboard::{
    Dashboard, DashboardModel, DashboardOptions, DashboardSettings, DashboardSource, Panel, PanelKind, Row,
    Unit, Variable,
};
use gapless::artifacts::promql::{Queries, Window};
use gapless::artifacts::{Catalog, ErrorKind};
use proptest::prelude::*;
use serde_json::{Value, json};

const LINES: &str = r#"
{"name":"chat_messages_total","type":"counter","help":"Messages.","labels":[{"name":"room","values":null}]}
{"name":"chat_delay_seconds","type":"histogram","help":"Delays.","labels":[{"name":"room","values":null}],"buckets":[0.1,1]}
{"name":"chat_open","type":"gauge","help":"Open rooms.","labels":[]}
{"name":"process_start_time_seconds","type":"gauge","help":"Start.","labels":[]}
"#;

fn catalog() -> Catalog {
    Catalog::from_lines(LINES).expect("the lines are valid")
}

fn options() -> DashboardOptions {
    DashboardOptions::of(&catalog(), "grapevine")
}

fn panel(kind: PanelKind, title: &str) -> Panel {
    let catalog = catalog();
    let messages = Queries::of_dashboards(&catalog).counter("chat_messages_total").expect("it is declared");
    let rate = messages.rate(Window::RateInterval, &["room"]).expect("it has the label");
    Panel::new(kind, title, Unit::PerSecond).description("Messages per second.").query(rate, "{{room}}")
}

fn dashboard() -> Dashboard {
    let catalog = catalog();
    let messages = Queries::of_dashboards(&catalog).counter("chat_messages_total").expect("it is declared");
    Dashboard::new("chat", "Chat", "Messages and rooms.")
        .variable(Variable::new("room", messages.series()))
        .row(Row::new("Now").panels((0..8).map(|at| panel(PanelKind::Stat, &format!("Stat {at}")))))
        .row(
            Row::new("Details")
                .collapsed()
                .panels([panel(PanelKind::TimeSeries, "A"), panel(PanelKind::HeatMap, "B")]),
        )
        .row(Row::new("Tables").panel(panel(PanelKind::Table, "Worst rooms").select("room")))
}

/// Returns the panels of a classic dashboard, rows and the panels in collapsed rows too.
fn panels(json: &Value) -> Vec<&Value> {
    let outer = json["panels"].as_array().expect("a list");
    outer
        .iter()
        .flat_map(|panel| [panel].into_iter().chain(panel["panels"].as_array().into_iter().flatten()))
        .collect()
}

#[test]
fn settings_of_one_dashboard_precede_settings_of_all_which_precede_the_defaults() {
    let set = DashboardSettings::new;
    let none = options();
    let all =
        options().all(set().title("{program}: {title}").refresh("1m").range("now-6h", "now").tag("staging"));
    let one =
        options().one("chat", set().title("Front door").datasource("mimir").timezone("utc").tag("chat"));
    let both = all.clone().one("chat", set().title("Front door").refresh("").tag("chat").tag("staging"));
    let other = all.clone().one("jobs", set().title("Front door").refresh("5m"));

    let cases = [
        (none, ["Chat", "30s", "now-1h", "browser"], &["gapless", "grapevine"][..]),
        (all, ["grapevine: Chat", "1m", "now-6h", "browser"], &["gapless", "grapevine", "staging"]),
        (one, ["Front door", "30s", "now-1h", "utc"], &["gapless", "grapevine", "chat"]),
        (both, ["Front door", "", "now-6h", "browser"], &["gapless", "grapevine", "staging", "chat"]),
        (other, ["grapevine: Chat", "1m", "now-6h", "browser"], &["gapless", "grapevine", "staging"]),
    ];
    for (options, [title, refresh, from, timezone], tags) in cases {
        let json = dashboard().classic(&options);
        assert_eq!(json["title"], title);
        assert_eq!(json["refresh"], refresh);
        assert_eq!(json["time"]["from"], from);
        assert_eq!(json["timezone"], timezone);
        assert_eq!(json["tags"], json!(tags));
        assert_eq!(json["uid"], "gapless-grapevine-chat");

        let v2 = dashboard().v2(&options);
        assert_eq!(v2["spec"]["title"], title);
        assert_eq!(v2["spec"]["timeSettings"]["autoRefresh"], refresh);
        assert_eq!(v2["metadata"]["name"], "gapless-grapevine-chat");
    }
}

#[test]
fn a_data_source_is_selected_by_the_settings() {
    let json = dashboard().classic(&options().all(DashboardSettings::new().datasource("mimir")));
    assert_eq!(json["templating"]["list"][0]["current"]["value"], "mimir");
    assert_eq!(dashboard().classic(&options())["templating"]["list"][0]["current"], Value::Null);
}

#[test]
fn variables_select_jobs_instances_and_labels() {
    let json = dashboard().classic(&options());
    let variables = json["templating"]["list"].as_array().expect("a list");
    let of = |key: &str| variables.iter().map(|variable| variable[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("name"), ["datasource", "job", "instance", "room"]);
    assert_eq!(of("allValue"), [Value::Null, json!(".+"), json!(".+"), json!(".*")]);
    let queries: Vec<_> = variables[1..].iter().map(|variable| &variable["query"]["query"]).collect();
    let expected = [
        "label_values(gapless_info, job)",
        r#"label_values(gapless_info{job=~"$job"}, instance)"#,
        r#"label_values(chat_messages_total{job=~"$job", instance=~"$instance"}, room)"#,
    ];
    assert_eq!(queries, expected);
}

#[test]
fn annotations_show_starts_stops_and_restarts() {
    let json = dashboard().classic(&options().instance("eu"));
    let annotations = json["annotations"]["list"].as_array().expect("a list");
    assert_eq!(annotations[1]["target"]["tags"], json!(["gapless", "grapevine", "start"]));
    assert_eq!(annotations[2]["target"]["tags"], json!(["gapless", "grapevine", "stop"]));
    assert_eq!([&annotations[1]["enable"], &annotations[2]["enable"]], [false, false]);
    let restarts = annotations[3]["expr"].as_str().expect("an expression");
    assert!(restarts.contains("changes(process_start_time_seconds{"), "{restarts}");

    let without = DashboardOptions::of(&Catalog::from_lines("").expect("no lines"), "grapevine");
    assert_eq!(dashboard().classic(&without)["annotations"]["list"].as_array().map(Vec::len), Some(3));
}

#[test]
fn panels_fill_rows_of_24_columns_without_overlaps() {
    let json = dashboard().classic(&options());
    let mut taken = BTreeSet::new();
    for panel in json["panels"].as_array().expect("a list") {
        let [x, y, width, height] =
            ["x", "y", "w", "h"].map(|key| panel["gridPos"][key].as_u64().expect("a number"));
        assert!(x + width <= 24, "{panel}");
        for cell in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
            assert!(taken.insert(cell), "{panel} covers {cell:?}, which another panel covers");
        }
    }
    let places: Vec<_> =
        panels(&json).iter().map(|of| (of["title"].clone(), of["gridPos"]["y"].clone())).collect();
    assert!(places.contains(&(json!("Stat 5"), json!(1))) && places.contains(&(json!("Stat 6"), json!(5))));
    assert!(places.contains(&(json!("Details"), json!(9))) && places.contains(&(json!("A"), json!(10))));
    assert!(places.contains(&(json!("Tables"), json!(10))), "a closed row is one unit high: {places:?}");
}

#[test]
fn ids_are_unique_and_stay_equal_when_another_row_is_added() {
    let ids = |dashboard: Dashboard| {
        let json = dashboard.classic(&options());
        panels(&json).iter().map(|of| (of["title"].to_string(), of["id"].as_u64())).collect::<BTreeSet<_>>()
    };
    let before = ids(dashboard());
    let distinct: BTreeSet<_> = before.iter().map(|(_, id)| *id).collect();
    assert_eq!(distinct.len(), 8 + 2 + 1 + 3);

    let first = dashboard();
    let mut more =
        Dashboard::new("chat", "Chat", "").row(Row::new("New").panel(panel(PanelKind::Stat, "Stat 1")));
    more.rows.extend(first.rows);
    let after = ids(more);
    assert!(before.is_subset(&after));
}

#[test]
fn panels_with_equal_titles_have_different_ids() {
    let row = Row::new("Row").panels([panel(PanelKind::Stat, "Same"), panel(PanelKind::Stat, "Same")]);
    let json = Dashboard::new("a", "A", "").row(row).classic(&options());
    assert_ne!(json["panels"][1]["id"], json["panels"][2]["id"]);
}

#[test]
fn a_table_has_one_column_for_each_query_and_links_that_select_a_label() {
    let one = dashboard().classic(&options());
    let table = panels(&one).into_iter().find(|of| of["type"] == "table").expect("a table");
    let organize = &table["transformations"][1]["options"];
    assert_eq!(organize["renameByName"], json!({ "Value": "{{room}}" }));
    assert_eq!(table["targets"][0]["format"], "table");
    let link = &table["fieldConfig"]["overrides"][0];
    assert_eq!(link["matcher"]["options"], "room");
    let url = link["properties"][0]["value"][0]["url"].as_str().expect("an address");
    assert!(url.starts_with("/d/gapless-grapevine-chat?") && url.contains("var-room=${__value"), "{url}");

    let catalog = catalog();
    let delays = Queries::of_dashboards(&catalog).histogram("chat_delay_seconds").expect("it is declared");
    let rate = delays.rate(Window::RateInterval, &["room"]).expect("it has the label");
    let mean = delays.mean(Window::RateInterval, &["room"]).expect("it has the label");
    let panel = Panel::new(PanelKind::Table, "Rooms", Unit::Seconds).query(mean, "Mean delay").column(
        rate,
        "Messages",
        Unit::PerSecond,
    );
    let json = Dashboard::new("a", "A", "").row(Row::new("Row").panel(panel)).classic(&options());
    let table = &json["panels"][1];
    let organize = &table["transformations"][1]["options"];
    assert_eq!(organize["renameByName"], json!({ "Value #A": "Mean delay", "Value #B": "Messages" }));
    assert_eq!(table["options"]["sortBy"], json!([{ "displayName": "Mean delay", "desc": true }]));
    assert_eq!(
        table["fieldConfig"]["overrides"][0]["properties"][0],
        json!({ "id": "unit", "value": "cps" })
    );
}

#[test]
fn both_models_have_the_same_panels() {
    let (classic, v2) = (dashboard().classic(&options()), dashboard().v2(&options()));
    let elements = v2["spec"]["elements"].as_object().expect("elements");
    let drawn: Vec<_> = panels(&classic).into_iter().filter(|of| of["type"] != "row").collect();
    assert_eq!(elements.len(), drawn.len());
    for panel in drawn {
        let element = &elements[&format!("panel-{}", panel["id"])]["spec"];
        assert_eq!(element["title"], panel["title"]);
        assert_eq!(element["vizConfig"]["group"], panel["type"]);
        let query = &element["data"]["spec"]["queries"][0]["spec"]["query"];
        assert_eq!(query["spec"]["expr"], panel["targets"][0]["expr"]);
    }
    assert_eq!(v2["spec"]["layout"]["spec"]["rows"][1]["spec"]["collapse"], true);
}

#[test]
fn a_folder_is_a_part_of_the_resource_of_model_v2() {
    let json = dashboard().v2(&options().folder("chat", "The chat"));
    assert_eq!(json["metadata"]["annotations"]["grafana.app/folder"], "gapless-chat");
}

#[test]
fn json_of_a_user_passes_untouched() {
    let text = "{ \"title\" : \"Front door\",\r\n\t\"uid\":\"x\", \"b\": 1.50, \"a\": [ ] }\n\n";
    let source = DashboardSource::json("front-door", text);
    for model in [DashboardModel::Classic, DashboardModel::V2] {
        let rendered = source.render(&options(), model).expect("it is JSON");
        assert_eq!((&*rendered.text, &*rendered.key), (text, "front-door"));
    }
}

#[test]
fn invalid_json_is_an_error_with_the_name_of_the_dashboard_and_no_function_is_called() {
    let source = DashboardSource::json("front-door", "{").map(|_| panic!("called without JSON"));
    let error = source.render(&options(), DashboardModel::Classic).expect_err("it is not JSON");
    assert!(matches!(error.kind(), ErrorKind::Dashboard { key, .. } if key == "front-door"));
    assert_eq!(error.to_string(), "the dashboard `front-door` is not JSON");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn functions_change_the_json_in_the_order_in_which_they_were_added() {
    let add = |text: &'static str| {
        move |mut json: Value| {
            json["title"] = format!("{}{text}", json["title"].as_str().unwrap_or_default()).into();
            json
        }
    };
    for source in [DashboardSource::from(dashboard()), DashboardSource::json("chat", r#"{"title":"Chat"}"#)] {
        let rendered = source.map(add("1")).map(add("2")).render(&options(), DashboardModel::Classic);
        let rendered = rendered.expect("it is JSON");
        assert_eq!(rendered.json["title"], "Chat12");
        assert_eq!(serde_json::from_str::<Value>(&rendered.text).expect("JSON"), rendered.json);
    }
}

/// Names that people use, and names that nobody should use.
fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,8}", "[a-z_-]{0,12}", "[A-Za-z0-9 ./]{0,60}", "\\PC{0,80}", Just("é".repeat(300))]
}

fn uid([program, key, instance, folder]: &[String; 4]) -> String {
    let catalog = Catalog::default();
    DashboardOptions::of(&catalog, program).instance(instance).folder(folder, "Any title").uid(key)
}

proptest! {
    #[test]
    fn a_uid_is_short_and_legal_and_depends_on_every_part(
        parts in [names(), names(), names(), names()],
        other in names(),
    ) {
        let before = uid(&parts);
        prop_assert!(before.len() <= 40 && !before.ends_with('-'), "{}", before);
        prop_assert!(before.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", before);
        prop_assert_eq!(&before, &uid(&parts));
        for at in 0..4 {
            let mut changed = parts.clone();
            changed[at].clone_from(&other);
            prop_assert_eq!(changed == parts, uid(&changed) == before);
        }
        let catalog = Catalog::default();
        let without_folder = DashboardOptions::of(&catalog, &parts[0]).instance(&parts[2]).uid(&parts[1]);
        prop_assert_ne!(without_folder, before);
    }
}

#[test]
fn hyphens_move_between_program_and_key_only_with_another_uid() {
    let of = |program, key| DashboardOptions::of(&Catalog::default(), program).uid(key);
    assert_ne!(of("a-b", "c"), of("a", "b-c"));
    assert_ne!(of("a_b", "c"), of("a-b", "c"));
    assert!(of("a-b", "c").starts_with("gapless-a-b-c-"));
}
