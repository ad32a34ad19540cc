//! The application.

use gapless::plugins::{Application, BuildInfo};

use crate::{start, text, value};

const LOCK: &str = include_str!("../../Cargo.lock");

/// The names and versions of the exported dependencies, as their labels.
fn dependencies(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("application_dependency_info{")?.strip_suffix("} 1"))
        .collect()
}

#[tokio::test]
async fn the_build_is_an_info_and_the_start_a_time() {
    let instance = start(Application::new(gapless::build_info!())).await;
    assert!(text(&instance).contains("\napplication_info{name=\"gapless-tests\",version="));
    assert!(!text(&instance).contains("application_dependency_info"));
    let started = value(&instance, "application_start_time_seconds");
    assert!(started > Some(1.7e9), "{started:?}");
    instance.shutdown().await;
}

#[tokio::test]
async fn the_commit_and_its_author_can_come_from_the_running_program() {
    let build = BuildInfo::new("shop", "1.2.0", Some("abc"), "release");
    let info = async |application| {
        let text = text(&start(application).await);
        let info = text.lines().find(|line| line.starts_with("application_info{")).expect("it is exported");
        info.split_once("rustc=").and_then(|(_, rest)| rest.split_once(',')).map(|(_, rest)| rest.to_owned())
    };
    let application = || Application::new(build);
    assert_eq!(info(application()).await.as_deref(), Some("commit=\"abc\"} 1"));
    assert_eq!(info(application().commit(None)).await.as_deref(), Some("commit=\"abc\"} 1"));
    let found = application().commit("def".to_owned()).author(Some("Ann".to_owned()));
    assert_eq!(info(found).await.as_deref(), Some("commit=\"def\",author=\"Ann\"} 1"));
    let unknown = Application::new(BuildInfo::new("shop", "1.2.0", None, "release"));
    assert_eq!(info(unknown).await, None);
}

#[tokio::test]
async fn each_package_in_the_lock_file_is_a_dependency() {
    let instance = start(Application::new(gapless::build_info!()).dependencies(LOCK)).await;
    let text = text(&instance);
    let n_packages = LOCK.lines().filter(|line| *line == "[[package]]").count();
    assert_eq!(dependencies(&text).len(), n_packages);
    let version = LOCK.split("name = \"axum\"\nversion = \"").nth(1).and_then(|rest| rest.split('"').next());
    let axum = format!("name=\"axum\",version=\"{}\"", version.expect("the tests use axum"));
    assert!(dependencies(&text).contains(&&*axum), "{text}");
}

#[tokio::test]
async fn direct_dependencies_are_those_of_the_program() {
    let lock = "\
version = 4

[[package]]
name = \"axum\"
version = \"0.8.4\"
dependencies = [
 \"http\",
]

[[package]]
name = \"http\"
version = \"1.3.1\"

[[package]]
name = \"rand\"
version = \"0.8.5\"

[[package]]
name = \"rand\"
version = \"0.9.1\"

[[package]]
name = \"shop\"
version = \"1.2.0\"
dependencies = [
 \"axum\",
 \"rand 0.9.1\",
]
";
    let build = BuildInfo::new("shop", "1.2.0", None, "release");
    for lock in [lock.to_owned(), lock.replace('\n', "\r\n")] {
        let instance = start(Application::new(build).direct_dependencies(&lock)).await;
        let expected = ["name=\"axum\",version=\"0.8.4\"", "name=\"rand\",version=\"0.9.1\""];
        assert_eq!(dependencies(&text(&instance)), expected);
    }
}

#[tokio::test]
async fn a_version_from_two_origins_is_one_dependency() {
    let lock = "\
[[package]]
name = \"rand\"
version = \"0.9.1\"
source = \"registry+https://example.com/index\"

[[package]]
name = \"rand\"
version = \"0.9.1\"
source = \"git+https://example.com/rand\"

[[package]]
name = \"shop\"
version = \"1.2.0\"
dependencies = [
 \"rand 0.9.1 (git+https://example.com/rand)\",
 \"rand 0.9.1 (registry+https://example.com/index)\",
]
";
    let application = || Application::new(BuildInfo::new("shop", "1.2.0", None, "release"));
    let rand = "name=\"rand\",version=\"0.9.1\"";
    let direct = start(application().direct_dependencies(lock)).await;
    assert_eq!(dependencies(&text(&direct)), [rand]);
    let all = start(application().dependencies(lock)).await;
    assert_eq!(dependencies(&text(&all)), [rand, "name=\"shop\",version=\"1.2.0\""]);
}

#[tokio::test]
async fn a_text_without_the_program_is_a_start_error() {
    let application = || Application::new(gapless::build_info!());
    let foreign = "[[package]]\nname = \"axum\"\nversion = \"0.8.4\"\n";
    for (application, problem) in [
        (application().dependencies(""), "the text does not contain a package"),
        (application().direct_dependencies("version = 4"), "the text does not contain a package"),
        (application().direct_dependencies(foreign), "the lock file does not contain `gapless-tests`"),
    ] {
        let error = gapless::builder().plugin(application).start().await.unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("the plugin `application` cannot start: {problem}")),
            "{message}"
        );
    }
}
