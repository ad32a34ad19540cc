//! What keeps an instance from starting, and what is said of it.

use std::time::Duration;

use gapless::plugins::{Given, Options, Plugin, Poll, Setup};
use gapless::{Config, ConfigErrorKind, InstanceBuilder, StartErrorKind, source_fn};

struct Named(&'static str);

impl Plugin for Named {
    fn name(&self) -> &str {
        self.0
    }

    fn polling_groups(&self, _: &Setup) -> Given<Poll> {
        Ok(vec![Poll::new(self.0, || ())])
    }
}

/// What is said of it.
async fn mistake(builder: InstanceBuilder, is_it: fn(&StartErrorKind) -> bool) -> String {
    let error = builder.start().await.expect_err("it cannot start");
    assert!(is_it(error.kind()), "{error:?}");
    error.to_string()
}

fn configured(config: Config) -> InstanceBuilder {
    gapless::builder().config(config)
}

#[tokio::test]
async fn two_plugins_with_one_name_are_told() {
    let builder = gapless::builder().plugin(Named("disk")).plugin(Named("disk"));
    let said =
        mistake(builder, |kind| matches!(kind, StartErrorKind::PluginTwice { plugin } if plugin == "disk"));
    assert_eq!(said.await, "two plugins have the name `disk`; leave one out, or give it another name");
}

#[tokio::test]
async fn a_label_that_is_twice_in_the_options_of_a_plugin_is_told() {
    let options = Options::new().label("rack", "7").label("rack", "8");
    let builder = configured(Config::new().plugin("disk", options)).plugin(Named("disk"));
    let said = mistake(builder, |kind| matches!(kind, StartErrorKind::LabelTwice { .. }));
    assert_eq!(said.await, "the options of the plugin `disk` have the label `rack` twice; remove one");
}

#[tokio::test]
async fn a_plugin_that_is_configured_and_not_there_is_told_with_the_nearest() {
    let builder = configured(Config::new().plugin("dist", Options::new())).plugin(Named("disk"));
    let said = mistake(builder, |kind| matches!(kind, StartErrorKind::UnknownPlugin { .. }));
    assert_eq!(said.await, "there is no plugin `dist` to configure; did you mean `disk`?");
    let builder = configured(Config::new().plugin("dist", Options::new()));
    let said = mistake(builder, |kind| matches!(kind, StartErrorKind::UnknownPlugin { nearest: None, .. }));
    assert!(said.await.ends_with("add it to the instance, or leave its options out"));
}

#[tokio::test]
async fn a_dropped_group_that_there_is_not_is_told_with_the_nearest() {
    for (dropped, nearest) in
        [("gaples", "gapless"), ("dusk", "disk"), ("instance_sourec", "instance_source")]
    {
        let builder =
            gapless::builder().plugin(Named("disk")).source(source_fn("instance_source", |_| Ok(())));
        let said = mistake(builder.drop_groups([dropped]), |kind| {
            matches!(kind, StartErrorKind::UnknownGroup { .. })
        });
        assert_eq!(said.await, format!("there is no group `{dropped}` to drop; did you mean `{nearest}`?"));
    }
}

#[tokio::test]
async fn durations_of_no_time_are_told_with_their_keys() {
    let none = Options::new().poll_rate(Duration::ZERO);
    for (config, key) in [
        (Config::new().poll_rate(Duration::ZERO), "poll_rate"),
        (Config::new().manual_delay(Duration::ZERO), "manual_delay"),
        (Config::new().source_timeout(Duration::ZERO), "source_timeout"),
        (Config::new().plugin("disk", none), "plugins.disk.poll_rate"),
    ] {
        let said = mistake(configured(config).plugin(Named("disk")), |kind| match kind {
            StartErrorKind::Config(error) => matches!(error.kind(), ConfigErrorKind::Zero { .. }),
            _ => false,
        });
        assert!(said.await.starts_with(&format!("`{key}` is no time at all; write a longer duration")));
    }
}

#[tokio::test]
async fn a_server_of_which_something_is_missing_is_told() {
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
        let said = mistake(configured(server(toml)), |kind| match kind {
            StartErrorKind::Config(error) => matches!(error.kind(), ConfigErrorKind::Missing { .. }),
            _ => false,
        });
        assert_eq!(said.await, format!("`{by}` is given and `{missing}` is not; give both, or none"));
    }
}

#[tokio::test]
async fn an_address_without_a_host_or_a_port_is_told() {
    for addr in [":9464", "localhost", "localhost:", "localhost:http", "9464"] {
        let said =
            mistake(configured(Config::new().server(addr)), |kind| matches!(kind, StartErrorKind::Config(_)));
        assert_eq!(
            said.await,
            format!("`server.addr` cannot be `{addr}`; write a host and a port, as `127.0.0.1:9464`")
        );
    }
}

#[tokio::test]
async fn what_parts_of_it_find_wrong_is_told_in_their_words() {
    let said = mistake(gapless::builder().prefix("Shop"), |kind| matches!(kind, StartErrorKind::View(_)));
    assert!(said.await.contains("`Shop`"));
    let two = gapless::builder().poll(Poll::new("disk", || ())).plugin(Named("disk"));
    let said = mistake(two, |kind| matches!(kind, StartErrorKind::Polls(_)));
    assert!(said.await.starts_with("two polls have the name `disk`"));
    let config = Config::new().server("127.0.0.1:0").server_bearer("with space");
    let said = mistake(configured(config), |kind| matches!(kind, StartErrorKind::Server(_)));
    assert!(!said.await.contains("with space"));
    let source = || source_fn("instance_twice", |_| Ok(()));
    let said = mistake(gapless::builder().source(source()).source(source()), |kind| {
        matches!(kind, StartErrorKind::Source(_))
    });
    assert!(said.await.contains("`instance_twice`"));
}

#[test]
fn a_start_without_a_runtime_is_told() {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) =
        std::pin::pin!(gapless::builder().start()).as_mut().poll(&mut context)
    else {
        panic!("it cannot start")
    };
    assert!(error.to_string().contains("`#[tokio::main]`"), "{error}");
}
