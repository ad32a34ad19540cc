//! The configuration: code, files, the environment and serde have the same result, and each mistake has its place.

use std::error::Error;
use std::time::Duration;

use gapless::artifacts::dashboard::DashboardModel;
use gapless::config::{self, Config, Origin};
use gapless::plugins::PluginOptions;

/// The documentation of `Config`, with its tables.
const KEYS: &str = include_str!("../../runtime/facade/src/config/keys.md");

const SECOND: Duration = Duration::from_secs(1);

fn vars<'a>(vars: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Config, config::Error> {
    Config::new().vars(vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// The documented keys and defaults.
fn documented() -> Vec<(&'static str, &'static str)> {
    let cells = |row: &'static str| {
        row.split(" | ").map(|cell| cell.trim_matches(['|', ' ', '`'])).collect::<Vec<_>>()
    };
    let rows = KEYS.lines().filter(|row| row.starts_with("| `")).map(cells);
    rows.filter(|cells| cells.len() == 3).map(|cells| (cells[0], cells[1])).collect()
}

#[test]
fn the_documentation_lists_every_key_with_its_default() {
    let (mut listed, mut keys): (Vec<_>, Vec<_>) =
        (documented().iter().map(|(key, _)| *key).collect(), Config::keys().collect());
    listed.sort_unstable();
    keys.sort_unstable();
    assert_eq!(listed, keys);
    let toml: Vec<_> = documented().iter().map(|(key, default)| format!("{key} = {default}\n")).collect();
    assert_eq!(Config::from_toml(&toml.concat()).unwrap(), Config::default());
    assert_eq!(Config::from_toml("").unwrap(), Config::default());
    for (key, _) in documented() {
        let wrong = ["true", "[]"].map(|value| Config::from_toml(&format!("{key} = {value}")));
        let error = wrong.into_iter().find_map(Result::err).expect("none is a flag and a list");
        assert!(
            matches!(error.kind(), config::ErrorKind::Value { key: wrong, .. } if wrong == key),
            "{error}"
        );
    }
}

#[test]
fn code_toml_and_environment_have_the_same_result() {
    let toml = r#"
        manual_delay = "1m"
        drop_groups = ["http_size", "disk"]
        poll_rate = "30s"
        prefix = "shop"
        labels = { region = "eu", zone = "1" }
        shutdown_timeout = "100ms"
        source_timeout = "1s500ms"
        program = "shop"
        instance = "web-1"

        [server]
        addr = "127.0.0.1:9464"
        path = "/internal"
        auth = "basic"
        user = "Ada"
        password = "sesame"

        [dashboards]
        model = "v2"
        title = "{title} (staging)"
        tags = ["staging"]

        [rules]
        off = ["TargetAbsent"]
        thresholds = { FunctionErrorRatio = 0.02 }
        for = { TargetDown = "10m" }

        [plugins.disk]
        metric_prefix = "host"
        poll_rate = "1h"
        buckets = [0.5, 1, 2.5]
        labels = { disk = "a" }
    "#;
    let from_env = vars([
        ("GAPLESS_MANUAL_DELAY", "1m"),
        ("GAPLESS_DROP_GROUPS", "http_size, disk"),
        ("GAPLESS_POLL_RATE", "30s"),
        ("GAPLESS_PREFIX", "shop"),
        ("GAPLESS_LABELS", "zone=1,region=eu"),
        ("GAPLESS_SHUTDOWN_TIMEOUT", "100ms"),
        ("GAPLESS_SOURCE_TIMEOUT", "1s500ms"),
        ("GAPLESS_SERVER_ADDR", "127.0.0.1:9464"),
        ("GAPLESS_SERVER_PATH", "/internal"),
        ("GAPLESS_SERVER_AUTH", "basic"),
        ("GAPLESS_SERVER_USER", "Ada"),
        ("GAPLESS_SERVER_PASSWORD", "sesame"),
        ("GAPLESS_PROGRAM", "shop"),
        ("GAPLESS_INSTANCE", "web-1"),
        ("GAPLESS_DASHBOARDS_MODEL", "v2"),
        ("GAPLESS_DASHBOARDS_TITLE", "{title} (staging)"),
        ("GAPLESS_DASHBOARDS_TAGS", "staging"),
        ("GAPLESS_RULES_OFF", "TargetAbsent"),
        ("GAPLESS_RULES_THRESHOLDS", "FunctionErrorRatio=0.02"),
        ("GAPLESS_RULES_FOR", "TargetDown=10m"),
        ("GAPLESS_PLUGINS_DISK_METRIC_PREFIX", "host"),
        ("GAPLESS_PLUGINS_DISK_POLL_RATE", "1h"),
        ("GAPLESS_PLUGINS_DISK_BUCKETS", "0.5,1,2.5"),
        ("GAPLESS_PLUGINS_DISK_LABELS", "disk=a"),
        ("PATH", "/bin"),
        ("GAPLESS_SOMETHING_OF_SOMEBODY_ELSE", "1"),
    ]);
    let disk = PluginOptions::new().metric_prefix("host").poll_rate(3600 * SECOND).buckets([0.5, 1.0, 2.5]);
    let code = Config::new()
        .manual_delay(60 * SECOND)
        .drop_groups(["http_size", "disk"])
        .poll_rate(30 * SECOND)
        .prefix("shop")
        .label("region", "eu")
        .label("zone", "1")
        .shutdown_timeout(SECOND / 10)
        .source_timeout(SECOND * 3 / 2)
        .server("127.0.0.1:9464")
        .server_path("/internal")
        .server_basic("Ada", "sesame")
        .program("shop")
        .instance("web-1")
        .dashboard_model(DashboardModel::V2)
        .dashboards(|settings| settings.title("{title} (staging)").tag("staging"))
        .rules(|rules| rules.off("TargetAbsent").threshold("FunctionErrorRatio", 0.02))
        .rules(|rules| rules.hold("TargetDown", 600 * SECOND))
        .plugin("disk", disk.label("disk", "a"));
    assert_eq!(Config::from_toml(toml).unwrap(), code);
    assert_eq!(from_env.unwrap(), code);
    assert_eq!(Config::from_toml("disabled = true").unwrap(), vars([("GAPLESS_DISABLED", "true")]).unwrap());
}

#[test]
fn a_later_value_overrides_an_earlier_one() {
    let config =
        Config::from_toml("prefix = \"file\"\npoll_rate = \"1m\"\n[plugins.disk]\npoll_rate = \"1m\"")
            .unwrap();
    let config = config.vars([("GAPLESS_PREFIX".to_owned(), "environment".to_owned())]).unwrap();
    assert_eq!((config.prefix.as_deref(), config.poll_rate), (Some("environment"), 60 * SECOND));
    let config = config.prefix("code").plugin("disk", PluginOptions::new().metric_prefix("host"));
    assert_eq!(config.prefix.as_deref(), Some("code"));
    assert_eq!(config.plugins[0].1, PluginOptions::new().metric_prefix("host").poll_rate(60 * SECOND));
}

#[test]
fn a_mistake_in_toml_has_its_line_and_column() {
    for (toml, place, said) in [
        ("poll_rate = ", (1, 13), "invalid TOML: "),
        ("poll_rate = \"5s\"\npoll_rate = \"6s\"", (2, 1), "invalid TOML: duplicate key"),
        ("\npol_rate = \"5s\"", (2, 1), "unknown key `pol_rate`; did you mean `poll_rate`?"),
        ("[server]\nadr = \"\"", (2, 1), "unknown key `server.adr`; did you mean `server.addr`?"),
        ("[servers]\naddr = \"\"", (1, 2), "unknown key `servers`; did you mean `server`?"),
        ("zzz = 1", (1, 1), "unknown key `zzz`; the documentation of `Config` lists all keys"),
        (
            "[plugins.disk]\n  polling_rate = \"5s\"",
            (2, 3),
            "unknown key `plugins.disk.polling_rate`; did you mean `plugins.disk.poll_rate`?",
        ),
        (
            "poll_rate = 5",
            (1, 13),
            "`poll_rate` cannot be `5`; write a duration, such as `5s`, `100ms` or `1m30s`",
        ),
        ("poll_rate = \"fünf\"", (1, 13), "`poll_rate` cannot be `fünf`; write a duration"),
        ("disabled = \"yes\"", (1, 12), "`disabled` cannot be `yes`; write `true` or `false`"),
        ("drop_groups = true", (1, 15), "`drop_groups` cannot be `true`; write a list"),
        ("labels = [\"a\"]", (1, 10), "`labels` cannot be `a`; write names with strings"),
        (
            "[server]\nauth = \"digest\"",
            (2, 8),
            "`server.auth` cannot be `digest`; write `none`, `bearer` or `basic`",
        ),
        (
            "plugins.disk.buckets = [\"a\"]",
            (1, 24),
            "`plugins.disk.buckets` cannot be `a`; write a list of numbers",
        ),
        ("drop_groups = [[\"http\"]]", (1, 15), "`drop_groups` cannot be `a nested list or table`; write"),
        (
            "[plugins.disk]\nlabels = { a = { b = \"c\" } }",
            (2, 10),
            "`plugins.disk.labels` cannot be `a nested list or table`; write names with strings",
        ),
        ("server = \"here\"", (1, 10), "`server` cannot be `here`; write a table, such as `[server]` or"),
        ("plugins.disk = 1", (1, 16), "`plugins.disk` cannot be `1`; write a table, such as"),
    ] {
        let error = Config::from_toml(toml).unwrap_err();
        let (line, column) = place;
        assert_eq!(error.origin(), Some(&Origin::Text { file: None, line, column }), "{toml}: {error}");
        let said = format!("line {line}, column {column}: {said}");
        assert!(error.to_string().starts_with(&said), "{toml}: {error}");
    }
}

#[test]
fn a_mistake_in_the_environment_names_its_variable() {
    for (variable, value, said) in [
        ("GAPLESS_POLL_RATE", "5", "`GAPLESS_POLL_RATE`: `poll_rate` cannot be `5`; write a duration"),
        ("GAPLESS_LABELS", "eu", "`GAPLESS_LABELS`: `labels` cannot be `eu`; write names with strings"),
        ("GAPLESS_POL_RATE", "5s", "unknown key `GAPLESS_POL_RATE`; did you mean `GAPLESS_POLL_RATE`?"),
        (
            "GAPLESS_SERVER_ADRESS",
            "",
            "unknown key `GAPLESS_SERVER_ADRESS`; did you mean `GAPLESS_SERVER_ADDR`?",
        ),
        (
            "GAPLESS_PLUGINS_DISK_SPACE_POL_RATE",
            "5s",
            "unknown key `GAPLESS_PLUGINS_DISK_SPACE_POL_RATE`; did you mean `GAPLESS_PLUGINS_DISK_SPACE_POLL_RATE`?",
        ),
        (
            "GAPLESS_PLUGINS_DISK_COLOR",
            "red",
            "unknown key `GAPLESS_PLUGINS_DISK_COLOR`; the documentation of `Config` lists all keys",
        ),
    ] {
        let error = vars([(variable, value)]).unwrap_err();
        assert!(error.to_string().starts_with(said), "{error}");
    }
}

/// The messages of all mistakes.
fn messages(config: Result<Config, config::Error>) -> Vec<String> {
    let error = config.expect_err("there are mistakes");
    error.mistakes().iter().map(ToString::to_string).collect()
}

#[test]
fn an_error_of_reading_also_lists_invalid_values() {
    let toml = "prefix = \"9x\"\npoll_rat = \"5s\"\npoll_rate = \"0s\"\n[server]\naddr = \"127.0.0.1:80000\"";
    let said = messages(Config::from_toml(toml));
    let expected = [
        "line 1, column 10: `prefix`: `9x`",
        "line 2, column 1: unknown key `poll_rat`",
        "line 3, column 13: `poll_rate` is zero",
        "line 5, column 8: `server.addr` cannot be `127.0.0.1:80000`",
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    assert!(said.iter().zip(expected).all(|(said, start)| said.starts_with(start)), "{said:?}");
    let vars = [("GAPLESS_PREFX", "shop"), ("GAPLESS_SERVER_ADDR", "localhost")];
    let said = messages(Config::new().vars(vars.map(|(name, value)| (name.to_owned(), value.to_owned()))));
    assert!(said[0].starts_with("unknown key `GAPLESS_PREFX`"), "{said:?}");
    assert!(said[1].starts_with("`GAPLESS_SERVER_ADDR`: `server.addr` cannot be `localhost`"), "{said:?}");
}

#[test]
fn one_error_lists_all_mistakes_of_a_file_or_the_environment() {
    let toml = "poll_rat = \"5s\"\nprefix = 5\nlabels = 1\n[server]\nauth = \"digest\"\nport = 1";
    assert_eq!(
        messages(Config::from_toml(toml))
            .iter()
            .filter_map(|said| said.split_once(':'))
            .map(|(at, _)| at)
            .collect::<Vec<_>>(),
        [
            "line 1, column 1",
            "line 2, column 10",
            "line 3, column 10",
            "line 5, column 8",
            "line 6, column 1"
        ]
    );
    let error = Config::from_toml("a = 1\nb = 2").unwrap_err().to_string();
    assert!(
        error.starts_with("the configuration has 2 mistakes:\n  line 1, column 1: unknown key `a`"),
        "{error}"
    );
    let said = messages(vars([
        ("GAPLESS_POLL_RATE", "5"),
        ("GAPLESS_PREFX", "a"),
        ("GAPLESS_PREFIX", "right"),
        ("GAPLESS_PLUGINS_DISK_BUCKETS", "a"),
    ]));
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("`GAPLESS_POLL_RATE`: "));
    assert!(said[1].starts_with("unknown key `GAPLESS_PREFX`; did you mean `GAPLESS_PREFIX`?"));
    assert!(said[2].starts_with("`GAPLESS_PLUGINS_DISK_BUCKETS`: "));
}

#[test]
fn a_table_of_a_larger_file_is_read_and_its_mistakes_have_the_lines_of_the_file() {
    let text = "title = \"A program\"\n\n[app]\nname = \"a\"\n\n[app.gapless]\nprefix = \"shop\"\n\n[app.gapless.server]\naddr = \"127.0.0.1:0\"\n";
    let expected = Config::new().prefix("shop").server("127.0.0.1:0");
    assert_eq!(Config::from_toml_table(text, "app.gapless").unwrap(), expected);
    assert_eq!(Config::from_toml_table(text, "app.metrics").unwrap(), Config::new());
    assert_eq!(
        Config::from_toml_table("[gapless]\nprefix = \"shop\"", "gapless").unwrap(),
        Config::new().prefix("shop")
    );
    let wrong = format!("{text}[app.gapless.plugins.disk]\npol_rate = \"5s\"\n");
    let error = Config::from_toml_table(&wrong, "app.gapless").unwrap_err().to_string();
    assert!(error.starts_with("line 12, column 1: unknown key `plugins.disk.pol_rate`"), "{error}");
    let error = Config::from_toml_table("app = 5", "app.gapless").unwrap_err().to_string();
    assert_eq!(
        error,
        "line 1, column 7: `app` cannot be `5`; write a table, such as `[server]` or `[plugins.NAME]`"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.toml");
    std::fs::write(&file, &wrong).unwrap();
    let error = Config::from_file_table(&file, "app.gapless").unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}:12:1: unknown key", file.display())), "{error}");
    std::fs::write(&file, text).unwrap();
    assert_eq!(Config::from_file_table(&file, "app.gapless").unwrap(), expected);
}

#[test]
fn integers_in_toml_can_have_any_base() {
    let buckets = Config::from_toml("plugins.disk.buckets = [0x10, 0b10_0000, 1_000]").unwrap();
    let options = PluginOptions::new().buckets([16.0, 32.0, 1000.0]);
    assert_eq!(buckets, Config::new().plugin("disk", options));
}

#[test]
fn a_mistake_in_a_file_contains_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gapless.toml");
    let missing = Config::from_file(&file).unwrap_err();
    assert!(matches!(missing.kind(), config::ErrorKind::File { .. }) && missing.source().is_some());
    std::fs::write(&file, "prefix = \"shop\"").unwrap();
    assert_eq!(Config::from_file(&file).unwrap(), Config::new().prefix("shop"));
    std::fs::write(&file, "\nprefx = \"shop\"").unwrap();
    let error = Config::from_file(&file).unwrap_err().to_string();
    let said = format!("{}:2:1: unknown key `prefx`; did you mean `prefix`?", file.display());
    assert_eq!(error, said);
}

#[test]
fn a_main_function_prints_the_message_of_an_error_with_its_causes() {
    let printed = |error: &dyn Error| format!("{error:?}");
    let wrong = vars([("GAPLESS_POLL_RATE", "5")]).unwrap_err();
    assert_eq!(printed(&wrong), wrong.to_string());
    let missing = Config::from_file("missing.toml").unwrap_err();
    let cause = missing.source().unwrap();
    assert_eq!(printed(&missing), format!("{missing}: {cause}"));
    let unknown = gapless::Registry::global().switch_group("missing").unwrap_err();
    assert_eq!(printed(&unknown), unknown.to_string());
}

#[test]
fn debug_output_does_not_contain_secrets() {
    let config = Config::new().server_basic("Ada", "sesame");
    assert!(!format!("{config:?}").contains("sesame"));
    let error = Config::from_toml("server.token = [\"sesame\"]").unwrap_err();
    assert!(!error.to_string().contains("sesame") && !format!("{error:?}").contains("sesame"), "{error:?}");
}

/// The configuration of a program, which contains that of the metrics.
#[derive(serde::Deserialize)]
struct Program {
    title: String,
    metrics: Config,
}

#[test]
fn the_configuration_can_be_part_of_another_one_in_any_format() {
    let json = serde_json::json!({
        "title": "Shop",
        "metrics": {
            "prefix": "shop",
            "manual_delay": null,
            "poll_rate": "30s",
            "labels": { "zone": 1, "region": "eu" },
            "server": { "addr": "127.0.0.1:0", "auth": "bearer", "token": "hidden" },
            "plugins": { "disk": { "buckets": [0.5, 2] } },
        },
    });
    let Program { title, metrics } = serde_json::from_value(json).expect("nothing is wrong with it");
    let expected = Config::new().prefix("shop").poll_rate(Duration::from_secs(30)).label("region", "eu");
    let expected = expected.label("zone", "1").server("127.0.0.1:0").server_bearer("hidden");
    let expected = expected.plugin("disk", PluginOptions::new().buckets([0.5, 2.0]));
    assert_eq!((title.as_str(), &metrics), ("Shop", &expected));
    assert!(!format!("{metrics:?}").contains("hidden"));
    assert_eq!(serde_json::from_str::<Config>("{}").expect("all keys have defaults"), Config::new());
}

#[test]
fn a_deserialized_configuration_reports_every_mistake_with_its_key() {
    let json = serde_json::json!({
        "prefx": "shop",
        "poll_rate": 5,
        "drop_groups": [["a"]],
        "source_timeout": "0s",
        "server": { "addr": "localhost", "token": { "secret": "hidden" }, "port": 1 },
        "plugins": { "disk": { "pol_rate": "5s" } },
    });
    let error = serde_json::from_value::<Config>(json).expect_err("there are mistakes").to_string();
    assert!(error.starts_with("the configuration has 8 mistakes:\n"), "{error}");
    for expected in [
        "unknown key `prefx`; did you mean `prefix`?",
        "`poll_rate` cannot be `5`; write a duration, such as `5s`",
        "`drop_groups` cannot be `a nested list or table`; write a list",
        "`source_timeout` is zero",
        "`server.addr` cannot be `localhost`; write a host and a port",
        "`server.token` cannot be `..`; write a string",
        "unknown key `server.port`",
        "unknown key `plugins.disk.pol_rate`; did you mean `plugins.disk.poll_rate`?",
    ] {
        assert!(error.contains(&format!("\n  {expected}")), "{expected} in {error}");
    }
    assert!(!error.contains("hidden"), "{error}");
    let error = serde_json::from_str::<Config>("[]").expect_err("a list has no keys").to_string();
    assert_eq!(error, "the configuration of the metrics must be a table");
}
