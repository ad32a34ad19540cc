//! The application.

use gapless::plugins::Application;

use crate::{start, text, value};

#[tokio::test]
async fn the_build_is_an_info_and_the_start_a_time() {
    let instance = start(Application::new(gapless::build_info!())).await;
    assert!(text(&instance).contains("\napplication_info{name=\"gapless-tests\",version="));
    let started = value(&instance, "application_start_time_seconds");
    assert!(started > Some(1.7e9), "{started:?}");
    instance.shutdown().await;
}
