//! The keys of Grafana: from code, TOML and the environment, and their mistakes.

use std::time::Duration;

use gapless::config::Config;
use gapless::grafana::Grafana;
use gapless::instance::InstanceBuilder;

use crate::fake::Fake;

fn vars<'a>(vars: impl IntoIterator<Item = (&'a str, &'a str)>) -> Config {
    let vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Config::new().vars(vars).expect("nothing is wrong with it")
}

#[test]
fn code_toml_and_environment_have_the_same_result() {
    let toml = r#"
        [grafana]
        url = "http://localhost:3000"
        token = "sesame"
        folder = "Shop"
        upload = false
        annotations = true
        timeout = "3s"
    "#;
    let from_env = vars([
        ("GAPLESS_GRAFANA_URL", "http://localhost:3000"),
        ("GAPLESS_GRAFANA_TOKEN", "sesame"),
        ("GAPLESS_GRAFANA_FOLDER", "Shop"),
        ("GAPLESS_GRAFANA_UPLOAD", "false"),
        ("GAPLESS_GRAFANA_ANNOTATIONS", "true"),
        ("GAPLESS_GRAFANA_TIMEOUT", "3s"),
    ]);
    let code = Config::new()
        .grafana("http://localhost:3000")
        .grafana_basic("Ada", "sesame")
        .grafana_token("sesame") // replaces the user
        .grafana_folder("Shop")
        .grafana_upload(false)
        .grafana_annotations(true)
        .grafana_timeout(Duration::from_secs(3));
    assert_eq!(Config::from_toml(toml).unwrap(), code);
    assert_eq!(from_env, code);
    assert!(!format!("{code:?}").contains("sesame"));
    let basic = vars([("GAPLESS_GRAFANA_USER", "Ada"), ("GAPLESS_GRAFANA_PASSWORD", "sesame")]);
    assert_eq!(basic, Config::new().grafana_basic("Ada", "sesame"));
}

async fn mistake(builder: InstanceBuilder) -> String {
    let error = builder.start().await.expect_err("it cannot start").to_string();
    assert!(!error.contains("sesame"), "{error}");
    error
}

#[tokio::test]
async fn a_mistake_names_its_key_and_its_origin() {
    for (toml, said) in [
        ("url = 'http://a'\nuser = 'Ada'", "line 3, column 8: `grafana.user` needs `grafana.password`"),
        (
            "url = 'http://a'\npassword = 'sesame'",
            "line 3, column 12: `grafana.password` needs `grafana.user`",
        ),
        (
            "url = 'http://a'\ntoken = 'sesame'\nuser = 'Ada'\npassword = 'sesame'",
            "line 4, column 8: `grafana.token` and `grafana.user` exclude each other; remove one of them",
        ),
        ("token = 'sesame'", "line 2, column 9: `grafana.token` needs `grafana.url`"),
        (
            "url = 'localhost:3000'",
            "line 2, column 7: `grafana.url`: `localhost:3000` is not a valid URL of Grafana; write `http://` or",
        ),
        ("url = 'http://ada:sesame@a'", "line 2, column 7: `grafana.url`: `http://..@a` is not a valid URL"),
        ("url = 'http://a'\ntoken = ''", "line 3, column 9: `grafana.token`: the token is empty"),
        ("url = 'http://a'\ntimeout = '0s'", "line 3, column 11: `grafana.timeout` is zero"),
    ] {
        let config = Config::from_toml(&format!("[grafana]\n{toml}")).expect("every value is valid");
        let error = mistake(gapless::builder().config(config)).await;
        assert!(error.starts_with(said), "{error}");
    }
    let error = Config::from_toml("[grafana]\nulr = 'http://a'").unwrap_err().to_string();
    assert_eq!(error, "line 2, column 1: unknown key `grafana.ulr`; did you mean `grafana.url`?");
    let error = Config::from_toml("[grafana]\nupload = 'yes'").unwrap_err().to_string();
    assert_eq!(error, "line 2, column 10: `grafana.upload` cannot be `yes`; write `true` or `false`");
    let error = Config::from_toml("[grafana]\ntoken = true\n").unwrap_err().to_string();
    assert_eq!(error, "line 2, column 9: `grafana.token` cannot be `..`; write a string");
}

#[tokio::test]
async fn a_mistake_in_code_keeps_the_program_from_starting() {
    let said = mistake(gapless::builder().grafana(Grafana::new("http://ada:sesame@localhost"))).await;
    assert!(
        said.starts_with("`http://..@localhost` is not a valid URL of Grafana; remove the user"),
        "{said}"
    );
    let said = mistake(gapless::builder().grafana(Grafana::new("http://localhost").token("sesame\n"))).await;
    assert!(said.starts_with("the token contains a line break"), "{said}");
}

#[tokio::test]
async fn the_configuration_overrides_the_program() {
    let fake = Fake::start().await;
    let config = vars([
        ("GAPLESS_GRAFANA_URL", fake.url.as_str()),
        ("GAPLESS_GRAFANA_TOKEN", "of the environment"),
        ("GAPLESS_GRAFANA_UPLOAD", "false"),
        ("GAPLESS_PROGRAM", "store"),
    ]);
    let grafana =
        Grafana::new("http://grafana.invalid").token("of the code").annotations(true).program("shop");
    let instance = gapless::builder().config(config).grafana(grafana).start().await.unwrap();
    fake.received(|request| request.path == "/api/annotations").await;
    instance.shutdown().await;
    let authorization = Some("Bearer of the environment".to_owned());
    assert!(fake.requests().iter().all(|request| request.authorization == authorization));
    assert_eq!(fake.lines(), ["GET /api/health", "POST /api/annotations", "POST /api/annotations"]);
    assert_eq!(fake.annotations()[0].tags, ["gapless", "store", "start"]);
}

#[tokio::test]
async fn a_disabled_program_sends_nothing() {
    let fake = Fake::start().await;
    let config = Config::new().disabled(true).grafana(&fake.url).grafana_annotations(true);
    let instance = gapless::builder().config(config).start().await.unwrap();
    instance.shutdown().await;
    assert_eq!(fake.lines(), [""; 0]);
}
