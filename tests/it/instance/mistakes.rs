//! Mistakes that keep an instance from starting, and their messages.

use std::time::Duration;

use gapless::config::{self, Config};
use gapless::encode::View;
use gapless::instance::{self, InstanceBuilder};
use gapless::plugins::{Plugin, PluginContext, PluginOptions, PluginResult, PollingGroup};
use gapless::sources::source_fn;

struct Named(&'static str);

impl Plugin for Named {
    fn name(&self) -> &str {
        self.0
    }

    fn polling_groups(&self, _: &PluginContext) -> PluginResult<PollingGroup> {
        Ok(vec![PollingGroup::new(self.0, || ())])
    }
}

/// The message of a mistake of the configuration.
async fn config_mistake(builder: InstanceBuilder, is_it: fn(&config::ErrorKind) -> bool) -> String {
    let error = builder.start().await.expect_err("it cannot start");
    let instance::ErrorKind::Config(config) = error.kind() else { panic!("{error:?}") };
    assert!(config.mistakes().len() == 1 && is_it(config.kind()), "{error:?}");
    error.to_string()
}

/// The message of an error.
async fn mistake(builder: InstanceBuilder, is_it: fn(&instance::ErrorKind) -> bool) -> String {
    let error = builder.start().await.expect_err("it cannot start");
    assert!(is_it(error.kind()), "{error:?}");
    error.to_string()
}

fn configured(config: Config) -> InstanceBuilder {
    gapless::builder().config(config)
}

#[tokio::test]
async fn two_plugins_with_one_name_are_an_error() {
    let builder = gapless::builder().plugin(Named("disk")).plugin(Named("disk"));
    let said = mistake(
        builder,
        |kind| matches!(kind, instance::ErrorKind::PluginTwice { plugin } if plugin == "disk"),
    );
    assert_eq!(said.await, "two plugins have the name `disk`; remove or rename one of them");
}

#[tokio::test]
async fn a_duplicate_label_in_the_options_of_a_plugin_is_an_error() {
    let options = PluginOptions::new().label("rack", "7").label("rack", "8");
    let builder = configured(Config::new().plugin("disk", options)).plugin(Named("disk"));
    let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::LabelTwice { .. }));
    assert_eq!(said.await, "the options of the plugin `disk` have the label `rack` twice; remove one");
}

#[tokio::test]
async fn the_error_for_an_unknown_plugin_suggests_the_nearest_or_lists_all() {
    let builder = configured(Config::new().plugin("dist", PluginOptions::new())).plugin(Named("disk"));
    let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::UnknownPlugin { .. }));
    assert_eq!(said.await, "unknown plugin `dist`; did you mean `disk`?");
    let builder = configured(Config::new().plugin("dist", PluginOptions::new()));
    let said = config_mistake(builder, |kind| {
        matches!(kind, config::ErrorKind::UnknownPlugin { nearest: None, .. })
    });
    assert!(said.await.ends_with("add the plugin to the instance, or remove its options"));
    let config = Config::new().plugin("sockets", PluginOptions::new());
    let builder = configured(config).plugin(Named("disk")).plugin(Named("cache"));
    let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::UnknownPlugin { .. }));
    let expected =
        "unknown plugin `sockets`; the instance has `cache`, `disk`; add the plugin, or remove its options";
    assert_eq!(said.await, expected);
}

#[tokio::test]
async fn the_error_for_an_unknown_dropped_group_suggests_the_nearest() {
    for (dropped, nearest) in
        [("gaples", "gapless"), ("dusk", "disk"), ("instance_sourec", "instance_source")]
    {
        let builder =
            gapless::builder().plugin(Named("disk")).source(source_fn("instance_source", |_| Ok(())));
        let said = config_mistake(builder.view(View::builder().drop_groups([dropped])), |kind| {
            matches!(kind, config::ErrorKind::UnknownGroup { .. })
        });
        assert_eq!(said.await, format!("unknown group `{dropped}`; did you mean `{nearest}`?"));
    }
}

#[tokio::test]
async fn durations_of_zero_are_errors_of_their_keys() {
    let none = PluginOptions::new().poll_rate(Duration::ZERO);
    for (config, key) in [
        (Config::new().poll_rate(Duration::ZERO), "poll_rate"),
        (Config::new().manual_delay(Duration::ZERO), "manual_delay"),
        (Config::new().source_timeout(Duration::ZERO), "source_timeout"),
        (Config::new().plugin("disk", none), "plugins.disk.poll_rate"),
    ] {
        let builder = configured(config).plugin(Named("disk"));
        let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::Zero { .. }));
        assert!(said.await.starts_with(&format!("`{key}` is zero; write a longer duration")));
    }
}

#[tokio::test]
async fn an_incomplete_server_is_an_error_that_names_the_missing_key() {
    let server = |toml: &str| Config::from_toml(&format!("[server]\n{toml}")).expect("it is TOML");
    for (toml, missing, by) in [
        ("auth = \"bearer\"\ntoken = \"a\"", "server.addr", "server.auth"),
        ("path = \"/numbers\"", "server.addr", "server.path"),
        ("addr = \"127.0.0.1:0\"\nauth = \"bearer\"", "server.token", "server.auth"),
        ("addr = \"127.0.0.1:0\"\nauth = \"basic\"\npassword = \"a\"", "server.user", "server.auth"),
        ("addr = \"127.0.0.1:0\"\nauth = \"basic\"\nuser = \"a\"", "server.password", "server.auth"),
        ("addr = \"127.0.0.1:0\"\ntoken = \"a\"", "server.auth = \"bearer\"", "server.token"),
        ("addr = \"127.0.0.1:0\"\nuser = \"a\"", "server.auth = \"basic\"", "server.user"),
        ("addr = \"127.0.0.1:0\"\npassword = \"a\"", "server.auth = \"basic\"", "server.password"),
    ] {
        let builder = configured(server(toml));
        let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::Missing { .. })).await;
        let key = by.strip_prefix("server.").expect("it is a key of the server");
        let line = toml.lines().position(|line| line.starts_with(key)).expect("it is given") + 2;
        let place = format!("line {line}, column {}", key.len() + 4);
        assert_eq!(said, format!("{place}: `{by}` needs `{missing}`; set both, or neither"));
    }
}

#[tokio::test]
async fn an_address_without_a_host_or_a_port_is_an_error() {
    for addr in [":9464", "localhost", "localhost:", "localhost:http", "9464"] {
        let builder = configured(Config::new().server(addr));
        let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::Value { .. }));
        assert_eq!(
            said.await,
            format!("`server.addr` cannot be `{addr}`; write a host and a port, such as `127.0.0.1:9464`")
        );
    }
}

#[tokio::test]
async fn errors_of_parts_are_reported_unchanged() {
    let builder = gapless::builder().view(View::builder().prefix("Shop"));
    let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::Name { .. })).await;
    assert!(said.starts_with("`prefix`: `Shop`"), "{said}");
    let two = gapless::builder().polling_group(PollingGroup::new("disk", || ())).plugin(Named("disk"));
    let said = mistake(two, |kind| matches!(kind, instance::ErrorKind::Measurements(_)));
    assert!(said.await.starts_with("two groups have the name `disk`"));
    let config = Config::new().server("127.0.0.1:0").server_bearer("with space");
    let said =
        config_mistake(configured(config), |kind| matches!(kind, config::ErrorKind::Server { .. })).await;
    assert!(said.starts_with("`server.token`: ") && !said.contains("with space"), "{said}");
    let source = || source_fn("instance_twice", |_| Ok(()));
    let said = mistake(gapless::builder().source(source()).source(source()), |kind| {
        matches!(kind, instance::ErrorKind::Source(_))
    });
    assert!(said.await.contains("`instance_twice`"));
}

#[test]
fn a_start_outside_of_a_runtime_is_an_error() {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) =
        std::pin::pin!(gapless::builder().start()).as_mut().poll(&mut context)
    else {
        panic!("it cannot start")
    };
    assert!(error.to_string().contains("`#[tokio::main]`"), "{error}");
}

#[tokio::test]
async fn an_invalid_port_or_an_unknown_host_is_reported_with_key_and_place() {
    for (addr, message) in [
        ("127.0.0.1:80000", "`server.addr` cannot be `127.0.0.1:80000`; write a port up to 65535"),
        ("[::1]:65536", "`server.addr` cannot be `[::1]:65536`; write a port up to 65535"),
        ("localhost:-1", "`server.addr` cannot be `localhost:-1`; write a host and a port"),
        (
            "no-such-host.invalid:9464",
            "`server.addr`: cannot listen on `no-such-host.invalid:9464`, because its host",
        ),
        (
            "not a host:9464",
            "`server.addr`: cannot listen on `not a host:9464`, because its host does not resolve",
        ),
    ] {
        let vars = [("GAPLESS_SERVER_ADDR".to_owned(), addr.to_owned())];
        let config = Config::new().vars(vars).expect("it is a string");
        let said = config_mistake(configured(config), |_| true).await;
        assert!(said.starts_with(&format!("`GAPLESS_SERVER_ADDR`: {message}")), "{said}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_reported_with_key_and_place() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let addr = taken.local_addr().expect("it listens").to_string();
    let config = Config::from_toml(&format!("\n[server]\naddr = \"{addr}\"")).expect("it is TOML");
    let said =
        config_mistake(configured(config), |kind| matches!(kind, config::ErrorKind::Server { .. })).await;
    let start = format!("line 3, column 8: `server.addr`: cannot listen on `{addr}`; the address is in use");
    assert!(said.starts_with(&start), "{said}");
}

#[tokio::test]
async fn invalid_prefixes_and_labels_are_errors_of_their_keys() {
    for (toml, message) in [
        ("prefix = \"9x\"", "line 1, column 10: `prefix`: `9x`"),
        ("prefix = \"\"", "line 1, column 10: `prefix`: ``"),
        ("prefix = \"shop_\"", "line 1, column 10: `prefix`: `shop_`"),
        ("labels = { Region = \"eu\" }", "line 1, column 12: `labels.Region`: `Region`"),
        ("labels = { le = \"1\" }", "line 1, column 12: `labels.le`: `le`"),
        ("[labels]\nzone = \"a\"\nLe = \"1\"", "line 3, column 1: `labels.Le`: `Le`"),
        ("plugins.disk.metric_prefix = \"9x\"", "line 1, column 30: `plugins.disk.metric_prefix`: `9x`"),
        ("plugins.disk.metric_prefix = \"a-b\"", "line 1, column 30: `plugins.disk.metric_prefix`: `a-b`"),
        ("plugins.disk.metric_prefix = \"\"", "line 1, column 30: `plugins.disk.metric_prefix`: ``"),
        (
            "plugins.disk.labels = { quantile = \"1\" }",
            "line 1, column 23: `plugins.disk.labels`: `quantile`",
        ),
    ] {
        let config = Config::from_toml(toml).expect("it is TOML");
        let error = configured(config).plugin(Racks).start().await.expect_err("it cannot start");
        let instance::ErrorKind::Config(mistakes) = error.kind() else { panic!("{error:?}") };
        assert!(
            mistakes.mistakes().iter().any(|mistake| mistake.to_string().starts_with(message)),
            "{error}"
        );
    }
}

/// A plugin whose metrics have labels.
struct Racks;

impl Plugin for Racks {
    fn name(&self) -> &str {
        "disk"
    }

    fn sources(&self, context: &PluginContext) -> PluginResult<std::sync::Arc<dyn gapless::sources::Source>> {
        let free = context.metrics("mistakes").gauge("mistakes_free_bytes", "Room.").labels(["stand"]);
        free.register()?.with(["top"]).set(1.0);
        Ok(vec![std::sync::Arc::new(source_fn("mistakes_racks", |samples| {
            samples.gauge("mistakes_disks", "Disks.").series([("crate", "7")], 3);
            Ok(())
        }))])
    }
}

#[tokio::test]
async fn a_common_label_that_a_metric_already_has_is_an_error() {
    for (label, metric) in [("crate", "mistakes_disks"), ("stand", "mistakes_free_bytes")] {
        let vars = [("GAPLESS_LABELS".to_owned(), format!("{label}=1,galaxy=2"))];
        let config = Config::new().vars(vars).expect("they are labels");
        let said = config_mistake(configured(config).plugin(Racks), |kind| {
            matches!(kind, config::ErrorKind::LabelTaken { .. })
        });
        let expected = format!(
            "`GAPLESS_LABELS`: `labels.{label}`: the metric `{metric}` already has a label `{label}`; "
        );
        let said = said.await;
        assert!(said.starts_with(&expected), "{said}");
    }
    let builder = gapless::builder().view(View::builder().label("breed", "a")).source(source_fn(
        "mistakes_kinds",
        |samples| {
            samples.gauge("mistakes_kinds", "Kinds.").series([("breed", "b")], 3);
            Ok(())
        },
    ));
    let said = config_mistake(builder, |kind| matches!(kind, config::ErrorKind::LabelTaken { .. })).await;
    assert!(
        said.starts_with("`labels.breed`: the metric `mistakes_kinds` already has a label `breed`; "),
        "{said}"
    );
}

#[tokio::test]
async fn all_mistakes_are_in_one_error_each_with_its_place() {
    let toml =
        "poll_rate = \"0s\"\nprefix = \"9x\"\n[server]\naddr = \"no-such-host.invalid:1\"\nauth = \"basic\"";
    let vars = [
        ("GAPLESS_DROP_GROUPS", "gaples,mistakes_none"),
        ("GAPLESS_PLUGINS_DISC_POLL_RATE", "5s"),
        ("GAPLESS_PLUGINS_DISK_METRIC_PREFIX", "a-b"),
        ("GAPLESS_PLUGINS_DISK_BUCKETS", "1"),
        ("GAPLESS_LABELS", "Zone=1"),
    ];
    let vars = vars.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::from_toml(toml).and_then(|config| config.vars(vars)).expect("each value is right");
    let builder = configured(config.label("le", "1")).plugin(Named("disk"));
    let error = builder.start().await.expect_err("it cannot start");
    let message = error.to_string();
    let lines: Vec<_> = message.lines().collect();
    for start in [
        "  line 1, column 13: `poll_rate` is zero",
        "  line 2, column 10: `prefix`: `9x`",
        "  `GAPLESS_LABELS`: `labels.Zone`: `Zone`",
        "  `labels.le`: `le`",
        "  `GAPLESS_PLUGINS_DISK_METRIC_PREFIX`: `plugins.disk.metric_prefix`: `a-b`",
        "  line 5, column 8: `server.auth` needs `server.user`",
        "  line 5, column 8: `server.auth` needs `server.password`",
        "  line 4, column 8: `server.addr`: cannot listen on `no-such-host.invalid:1`",
        "  `GAPLESS_PLUGINS_DISC_POLL_RATE`: unknown plugin `disc`; did you mean `disk`?",
        "  `GAPLESS_PLUGINS_DISK_BUCKETS`: the plugin `disk`",
        "  `GAPLESS_DROP_GROUPS`: unknown group `gaples`; did you mean `gapless`?",
        "  `GAPLESS_DROP_GROUPS`: unknown group `mistakes_none`",
    ] {
        assert_eq!(lines.iter().filter(|line| line.starts_with(start)).count(), 1, "{start} in {message}");
    }
    assert_eq!(lines[0], format!("the configuration has {} mistakes:", lines.len() - 1));
}

/// The mistakes in rules and objectives, each with its origin.
async fn mistakes_in_artifacts(builder: InstanceBuilder) -> Vec<String> {
    let error = builder.start().await.expect_err("it cannot start");
    let instance::ErrorKind::Config(config) = error.kind() else { panic!("{error:?}") };
    let is_it = |mistake: &config::Mistake| matches!(mistake.kind(), config::ErrorKind::Artifacts { .. });
    assert!(config.mistakes().iter().all(is_it), "{error:?}");
    config.mistakes().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_rule_for_an_alert_that_does_not_exist_is_an_error() {
    let off = Config::from_toml("[rules]\noff = ['TargetDwn']").unwrap();
    assert_eq!(
        mistakes_in_artifacts(configured(off)).await,
        ["line 2, column 7: `rules.off`: the alert `TargetDwn` does not exist; did you mean `TargetDown`?"]
    );
    let toml = "[rules.thresholds]\nTargetScrapeSlow = 0.9\nScrapesSlow = 0.9";
    let said = mistakes_in_artifacts(configured(Config::from_toml(toml).unwrap())).await;
    assert!(
        said[0].starts_with("line 3, column 1: `rules.thresholds`: the alert `ScrapesSlow` "),
        "{said:?}"
    );
    let vars = [("GAPLESS_RULES_SEVERITIES".to_owned(), "TargetDwn=page".to_owned())];
    let said = mistakes_in_artifacts(configured(Config::new().vars(vars).unwrap())).await;
    assert!(said[0].starts_with("`GAPLESS_RULES_SEVERITIES`: `rules.severities`: the alert "), "{said:?}");
    let in_code = gapless::builder().artifacts(|all| all.rule_options(|rules| rules.off("TargetDwn")));
    let said = mistakes_in_artifacts(in_code).await;
    assert!(said[0].starts_with("`rules`: the alert `TargetDwn` "), "{said:?}");
}

#[tokio::test]
async fn an_objective_for_a_metric_that_does_not_exist_is_an_error() {
    let toml = "[[objective]]
name = 'orders'
percent = 99
errors = { metric = 'no_orders_total' }
total = { metric = 'no_orders_total' }";
    let config = || Config::from_toml(toml).unwrap();
    let said = mistakes_in_artifacts(configured(config())).await;
    assert!(said[0].starts_with("line 1, column 1: "), "{said:?}");
    assert!(
        said[0]
            .contains("in the objective `orders`: the catalog does not contain the metric `no_orders_total`"),
        "{said:?}"
    );
    // A source can export the metric later.
    let source = source_fn("orders", |_| Ok(()));
    configured(config()).source(source).start().await.expect("it starts").shutdown().await;
}

#[tokio::test]
async fn an_instance_starts_with_rules_for_alerts_that_exist() {
    let config = Config::from_toml("[rules]\noff = ['TargetDown', 'TaskDown']").unwrap();
    configured(config).start().await.expect("it starts").shutdown().await;
}
