//! A key without its feature is an error that names the feature.

use gapless::config::Config;

/// Returns the message about a variable.
fn message(variable: &str) -> String {
    let config = Config::new().vars([(variable.to_owned(), "1".to_owned())]);
    config.expect_err(variable).to_string()
}

fn main() {
    for (variable, feature) in [
        ("GAPLESS_GRAFANA_URL", "grafana"),
        ("GAPLESS_PROGRAM", "artifacts"),
        ("GAPLESS_DASHBOARDS_TITLE", "artifacts"),
        ("GAPLESS_RULES_JOB", "artifacts"),
        ("GAPLESS_OBJECTIVE", "artifacts"),
    ] {
        let expected = format!(
            "`{variable}` needs the feature `{feature}` of `gapless`; enable the feature, or remove the key"
        );
        let message = message(variable);
        assert!(message.ends_with(&expected), "{message}");
    }
}
