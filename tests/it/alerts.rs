//! Alerts of declarations, in descriptors and in catalog lines.

use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use gapless::descriptor::{Alert, Comparison, Descriptor, LatencyObjective, Measure};
use gapless::{LabelValue, Outcome, Registry, StatusClass};
use serde_json::{Value, json};

use crate::catalog_lines::text;

/// A chat channel.
#[derive(Clone, Copy, LabelValue)]
enum AlertChannel {
    Gossip,
    #[label(rename = "trade & co")]
    Trade {
        #[expect(dead_code, reason = "the field is not a part of the label value")]
        size: u8,
    },
}

mod web {
    gapless::defmetrics! {
        #![namespace = "alerts_web"]

        /// Requests.
        #[max_series(100)]
        pub(crate) counter requests_total(channel: super::AlertChannel, game: &str);
    }
}

const LOUDEST: AlertChannel = AlertChannel::Trade { size: 1 };
const URGENT: bool = true;

gapless::defmetrics! {
    #![namespace = "alerts"]

    /// Users that have registered.
    #[alert(NewUserRegistered, increase("5m") > 0, for = "0s", severity = "info", summary = "New user registered")]
    #[alert(
        MessagesFail,
        ratio(web::requests_total, "1h") >= 0.05,
        for = "1m30s",
        severity = "page",
        summary = "Messages fail",
        description = "A \"quoted\" detail.",
        runbook = "https://example.org/messages",
        where(channel = AlertChannel::Gossip, urgent != true, retried = [Some(false), None], game = ["go", "chess"]),
        by(channel, game),
    )]
    #[alert(TradeIsLoud, rate("15s") > 1e3, summary = "s", where(channel = [LOUDEST, AlertChannel::Gossip]))]
    #[alert(NoUsers, absent("1d"), summary = "s")]
    #[max_series(10000)]
    counter users_total(channel: AlertChannel, urgent: bool, retried: Option<bool>, game: &str);

    /// Replies.
    #[alert(
        RepliesFail,
        rate("5m") > 0,
        summary = "s",
        where(
            outcome = Outcome::Error,
            class = [StatusClass::ServerError, StatusClass::Unknown],
            ended = [Some(Outcome::Cancelled), None],
            channel = &LOUDEST,
            urgent = [&URGENT, &false],
            retried = Some(&URGENT),
        ),
    )]
    #[max_series(1440)]
    counter replies_total(
        outcome: Outcome,
        class: StatusClass,
        ended: Option<Outcome>,
        channel: &AlertChannel,
        urgent: &bool,
        retried: Option<&bool>,
    );

    /// The state of the program.
    #[alert(Loud, value == 1, summary = "s", where(state = AlertChannel::Gossip))]
    stateset state: AlertChannel;
}

/// Returns the lines in the file of this process.
fn own_lines() -> Vec<Value> {
    let file = std::fs::read(std::env::current_exe().expect("a test has a file")).expect("it can be read");
    let text = text(&object::File::parse(&*file).expect("it is a program"));
    let lines = text.lines().map(|line| line.trim_matches('\0')).filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

/// Returns the alerts of a line.
fn alerts_of(line: &Value) -> &[Value] {
    line.get("alerts").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn descriptor(name: &str) -> &'static Descriptor {
    Registry::global()
        .descriptors()
        .find(|of| of.name == name)
        .unwrap_or_else(|| panic!("{name} is declared"))
}

fn alert(metric: &str, name: &str) -> &'static Alert {
    let alerts = descriptor(metric).alerts;
    alerts.iter().find(|alert| alert.name == name).unwrap_or_else(|| panic!("{metric} has {name}"))
}

/// Returns the matchers as tuples.
fn matchers(of: &Alert) -> Vec<(&str, &[&str], bool)> {
    of.matchers.iter().map(|matcher| (matcher.label, matcher.values, matcher.negated)).collect()
}

#[test]
fn a_descriptor_has_the_alerts_of_its_declaration() {
    users_total(AlertChannel::Gossip, false, None, "go").inc();
    let user = alert("alerts_users_total", "NewUserRegistered");
    assert_eq!(user.measure, Measure::Increase(Duration::from_secs(300)));
    assert_eq!((user.comparison, user.threshold), (Comparison::Greater, 0.0));
    assert_eq!((user.severity, user.summary, user.hold), ("info", "New user registered", Duration::ZERO));
    let fail = alert("alerts_users_total", "MessagesFail");
    assert_eq!(fail.hold, Duration::from_secs(90));
    assert_eq!(fail.by, ["channel", "game"]);
    assert_eq!(fail.runbook, Some("https://example.org/messages"));
    assert_eq!(descriptor("alerts_users_total").alerts.len(), 4);
}

#[test]
fn a_typed_value_is_matched_by_its_label_value() {
    assert_eq!(
        matchers(alert("alerts_users_total", "MessagesFail")),
        [
            ("channel", &["gossip"][..], false),
            ("urgent", &["true"], true),
            ("retried", &["false", ""], false),
            ("game", &["go", "chess"], false),
        ]
    );
    let loud = alert("alerts_users_total", "TradeIsLoud");
    assert_eq!(matchers(loud), [("channel", &["trade & co", "gossip"][..], false)]);
    let state = alert("alerts_state", "Loud");
    assert_eq!(matchers(state), [("alerts_state", &["gossip"][..], false)]);
}

#[test]
fn each_label_type_of_gapless_is_matched_by_its_values() {
    assert_eq!(
        matchers(alert("alerts_replies_total", "RepliesFail")),
        [
            ("outcome", &["error"][..], false),
            ("class", &["5xx", "unknown"], false),
            ("ended", &["cancelled", ""], false),
            ("channel", &["trade & co"], false),
            ("urgent", &["true", "false"], false),
            ("retried", &["true"], false),
        ]
    );
}

#[test]
fn a_ratio_has_the_full_name_of_the_other_metric() {
    web::requests_total(AlertChannel::Gossip, "go").inc();
    let fail = alert("alerts_users_total", "MessagesFail");
    assert_eq!(fail.measure, Measure::Ratio("alerts_web_requests_total", Duration::from_secs(3600)));
}

#[test]
fn a_catalog_line_has_the_alerts_of_its_declaration() {
    let lines = own_lines();
    let line = lines.iter().find(|line| line["name"] == "alerts_users_total").expect("it has a line");
    let [user, fail, trade, none] = alerts_of(line) else { panic!("{line}") };
    let plain = json!({
        "name": "NewUserRegistered", "measure": {"increase": 300}, "comparison": ">", "threshold": 0,
        "matchers": [], "by": [], "for": 0, "severity": "info", "summary": "New user registered",
    });
    assert_eq!(*user, plain);
    let complete = json!({
        "name": "MessagesFail", "measure": {"ratio": ["alerts_web_requests_total", 3600]},
        "comparison": ">=", "threshold": 0.05,
        "matchers": [
            {"label": "channel", "values": ["gossip"], "negated": false},
            {"label": "urgent", "values": ["true"], "negated": true},
            {"label": "retried", "values": ["false", ""], "negated": false},
            {"label": "game", "values": ["go", "chess"], "negated": false},
        ],
        "by": ["channel", "game"], "for": 90, "severity": "page", "summary": "Messages fail",
        "description": "A \"quoted\" detail.", "runbook": "https://example.org/messages",
    });
    assert_eq!(*fail, complete);
    assert_eq!(trade["measure"], json!({"rate": 15}));
    assert_eq!(trade["matchers"][0]["values"], json!(["trade & co", "gossip"]));
    assert_eq!(none["measure"], json!({"absent": 86400}));
    assert!(none.get("comparison").is_none() && none.get("threshold").is_none(), "{none}");
}

/// Returns the alert of a descriptor as its catalog line has it.
fn as_json(alert: &Alert) -> Value {
    let measure = match alert.measure {
        Measure::Value => json!("value"),
        Measure::Rate(window) => json!({"rate": window.as_secs()}),
        Measure::Increase(window) => json!({"increase": window.as_secs()}),
        Measure::Quantile(at, window) => json!({"quantile": [at, window.as_secs()]}),
        Measure::Ratio(other, window) => json!({"ratio": [other, window.as_secs()]}),
        Measure::Absent(window) => json!({"absent": window.as_secs()}),
        other => panic!("{other:?} is not known here"),
    };
    let matchers: Vec<_> = matchers(alert)
        .iter()
        .map(|(label, values, negated)| json!({"label": label, "values": values, "negated": negated}))
        .collect();
    let mut json = json!({
        "name": alert.name, "measure": measure, "matchers": matchers, "by": alert.by,
        "for": alert.hold.as_secs(), "severity": alert.severity, "summary": alert.summary,
    });
    if !matches!(alert.measure, Measure::Absent(_)) {
        json["comparison"] = json!(alert.comparison.as_str());
        json["threshold"] = json!(alert.threshold);
    }
    for (key, text) in [("description", alert.description), ("runbook", alert.runbook)] {
        if let Some(text) = text {
            json[key] = json!(text);
        }
    }
    json
}

/// Turns whole numbers into floating-point numbers: JSON does not distinguish them, but a comparison of values does.
fn floats(json: &Value) -> Value {
    match json {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(floats).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), floats(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn each_descriptor_has_the_alerts_of_its_catalog_line() {
    let lines = own_lines();
    let watched = Registry::all_declared().filter(|of| !of.alerts.is_empty());
    let mut n = 0;
    for of in watched {
        let of_descriptor: Vec<_> = of.alerts.iter().map(|alert| floats(&as_json(alert))).collect();
        let of_lines = lines.iter().filter(|line| line["name"] == of.name);
        let mut of_lines = of_lines.map(|line| alerts_of(line).iter().map(floats).collect::<Vec<_>>());
        assert!(of_lines.any(|alerts| alerts == of_descriptor), "{}: {of_descriptor:?}", of.name);
        n += 1;
    }
    assert!(n >= 2, "{n}");
}

/// Logs in.
#[gapless::instrument_metric(
    name = "alerts_login",
    labels(urgent: bool = urgent),
    buckets(0.1, 0.5),
    objective(success = 99.90, latency(0.3, 99))
)]
#[alert(LoginsFail, errors("5m") > 0.01, for = "10m", severity = "page", summary = "Logins fail")]
#[alert(LoginPanics, increase("5m") > 0, summary = "s", where(outcome = panic, urgent = true))]
#[alert(SlowLogins, quantile(0.99, "5m") > 1, summary = "s", by(urgent))]
#[alert(ManyLogins, value > 10, summary = "s")]
fn login(urgent: bool) -> Result<bool, std::fmt::Error> {
    if urgent { Err(std::fmt::Error) } else { Ok(urgent) }
}

#[derive(Debug)]
struct Desk;

#[gapless::instrument_metric(objective(success = 99, latency(0.25, 95.5)))]
impl Desk {
    #[alert(DeskCallsFail, errors("1h") > 0.5, summary = "s")]
    fn ask(&self) -> Option<u8> {
        Some(1)
    }

    #[metric(skip(duration))]
    fn answer(&self) -> u8 {
        2
    }

    #[metric(name = "alerts_desk", error = DeskError, objective(success = 90))]
    #[alert(DeskClosed, rate("5m") > 0, summary = "s", where(error = DeskError::Closed))]
    async fn open(&self) -> Result<(), DeskError> {
        Err(DeskError::Closed)
    }
}

#[derive(Debug, LabelValue)]
enum DeskError {
    Closed,
    Full,
}

#[test]
fn an_alert_of_a_function_belongs_to_the_family_that_it_measures() {
    let _ = (login(false), login(true));
    let names = |metric: &str| descriptor(metric).alerts.iter().map(|alert| alert.name).collect::<Vec<_>>();
    assert_eq!(names("alerts_login_calls_total"), ["LoginsFail", "LoginPanics"]);
    assert_eq!(names("alerts_login_duration_seconds"), ["SlowLogins"]);
    assert_eq!(names("alerts_login_in_flight"), ["ManyLogins"]);
    let panics = alert("alerts_login_calls_total", "LoginPanics");
    assert_eq!(matchers(panics), [("outcome", &["panic"][..], false), ("urgent", &["true"], false)]);
    let closed = alert("alerts_desk_calls_total", "DeskClosed");
    assert_eq!(matchers(closed), [("error", &["closed"][..], false)]);
    let _ = DeskError::Full;
}

#[test]
fn the_share_of_failed_calls_is_a_ratio_to_all_calls() {
    let fail = alert("alerts_login_calls_total", "LoginsFail");
    assert_eq!(fail.measure, Measure::Ratio("alerts_login_calls_total", Duration::from_secs(300)));
    assert_eq!(matchers(fail), [("outcome", &["error", "panic"][..], false)]);
    let _ = Desk.ask();
    let calls = Registry::all_declared().filter(|of| of.name == "function_calls_total");
    let ask =
        calls.flat_map(|of| of.alerts).find(|alert| alert.name == "DeskCallsFail").expect("it is declared");
    assert_eq!(matchers(ask), [("outcome", &["panic"][..], false)], "`None` is not an error");
}

/// The success of an objective, and the threshold and the percentage of its latency.
type Parts = (Option<&'static str>, Option<(f64, &'static str)>);

/// Returns the objectives of a function's declarations of a family.
fn objectives(name: &str, function: &str) -> Vec<Parts> {
    let labels = [("function", function), ("module", module_path!())];
    let of = Registry::all_declared()
        .filter(|of| of.name == name && labels.iter().all(|label| of.constant_labels.contains(label)));
    let latency = |of: LatencyObjective| (of.threshold, of.percent);
    of.filter_map(|of| of.objective).map(|of| (of.success, of.latency.map(latency))).collect()
}

#[test]
fn an_objective_belongs_to_calls_and_durations() {
    let of_login = (Some("99.9"), Some((0.3, "99")));
    assert_eq!(objectives("alerts_login_calls_total", "login"), [of_login]);
    assert_eq!(objectives("alerts_login_duration_seconds", "login"), [of_login]);
    assert_eq!(objectives("alerts_login_in_flight", "login"), []);
    let lines = own_lines();
    let of = |name: &str| {
        lines.iter().find(|line| line["name"] == name).expect("it has a line")["objective"].clone()
    };
    let json = json!({"success": "99.9", "latency": {"threshold": 0.3, "percent": "99"}});
    assert_eq!(of("alerts_login_calls_total"), json);
    assert_eq!(of("alerts_login_duration_seconds"), json);
    assert_eq!(of("alerts_login_in_flight"), Value::Null);
}

#[test]
fn each_method_of_a_block_has_the_objective_of_the_block_unless_it_has_its_own() {
    let _ = (Desk.ask(), Desk.answer(), Desk.open());
    assert_eq!(objectives("function_calls_total", "Desk::ask"), [(Some("99"), Some((0.25, "95.5")))]);
    assert_eq!(objectives("function_calls_total", "Desk::answer"), [(Some("99"), None)]);
    // The calls with a kind of error are a second declaration of the family, without the objective.
    assert_eq!(objectives("alerts_desk_calls_total", "Desk::open"), [(Some("90"), None)]);
}

#[test]
fn the_threshold_of_an_objective_is_a_bound_of_the_histogram() {
    assert_eq!(descriptor("alerts_login_duration_seconds").buckets, [0.1, 0.3, 0.5]);
}

/// A phase.
#[gapless::instrument_metric(namespace = "alerts")]
#[alert(TooLongInTheEnd, value == 1, for = "1h", summary = "s", where(alert_phase = AlertPhase::End))]
#[derive(Clone, Copy, Debug, LabelValue)]
enum AlertPhase {
    Start,
    #[label(rename = "the end")]
    End,
}

/// A lobby.
#[gapless::instrument_metric(namespace = "alerts_lobby")]
struct Lobby {
    /// Players that joined.
    #[metric(counter, name = "joined_total")]
    joined: AtomicU64,
    /// Players that left.
    #[metric(counter, name = "left_total")]
    #[alert(PlayersLeave, ratio(joined, "5m") > 1, summary = "s", by(channel))]
    #[alert(GossipLeave, rate("5m") > 1, summary = "s", where(channel != AlertChannel::Gossip, room = "main"))]
    left: AtomicU64,
    /// The phase.
    #[metric(stateset)]
    #[alert(LobbyEnds, value == 1, summary = "s", where(phase = "the end"))]
    phase: Mutex<AlertPhase>,
    #[metric(label)]
    channel: AlertChannel,
    #[metric(label, max = 10)]
    room: String,
}

#[test]
fn an_alert_of_a_field_belongs_to_its_metric() {
    let lobby = Lobby {
        joined: AtomicU64::new(2),
        left: AtomicU64::new(1),
        phase: Mutex::new(AlertPhase::Start),
        channel: AlertChannel::Gossip,
        room: "main".into(),
    };
    let _lobby = lobby.measured();
    let leave = alert("alerts_lobby_left_total", "PlayersLeave");
    assert_eq!(leave.measure, Measure::Ratio("alerts_lobby_joined_total", Duration::from_secs(300)));
    assert_eq!(leave.by, ["channel"]);
    let gossip = alert("alerts_lobby_left_total", "GossipLeave");
    assert_eq!(matchers(gossip), [("channel", &["gossip"][..], true), ("room", &["main"], false)]);
    let ends = alert("alerts_lobby_phase", "LobbyEnds");
    assert_eq!(matchers(ends), [("alerts_lobby_phase", &["the end"][..], false)]);
}

#[test]
fn an_alert_of_an_enum_compares_its_states() {
    let _phase = AlertPhase::End.measured();
    let end = alert("alerts_alert_phase", "TooLongInTheEnd");
    assert_eq!((end.measure, end.hold), (Measure::Value, Duration::from_secs(3600)));
    assert_eq!(matchers(end), [("alerts_alert_phase", &["the end"][..], false)]);
}
