//! Infos: one label set at a time, exported from the start if all labels are constant.

use gapless::encode::{Escaping, Format};
use gapless::{LabelValue, Registry, defmetrics};

use crate::linted::linted;
use crate::{exported_or_absent, lines};

#[derive(Clone, Copy, LabelValue)]
enum Role {
    Leader,
    Follower,
}

defmetrics! {
    #![namespace = "infos"]

    /// Build information.
    info build_info(version: &str, debug: bool);

    /// Constants of the build.
    info package_info(package = "mail", edition = "2024");

    /// Role of the node.
    info node_info(role: Role);

    /// With other characters.
    #[name("odd.info of ß_info")]
    info odd_info(#[name("os.type")] os: String);

    /// Never set.
    info silent_info(text: &str);
}

defmetrics! {
    /// The process as OpenTelemetry describes it.
    info target_info(#[name("service.name")] service = "shop");
}

mod video {
    gapless::defmetrics! {
        #![namespace = "infos"]

        /// Constants of the build.
        pub(crate) info package_info(package = "video", edition = "2021");
    }
}

/// Returns the lines of a family in an OpenMetrics exposition.
fn openmetrics(family: &str, escaping: Escaping) -> Vec<String> {
    let format = Format::OpenMetrics { escaping: Some(escaping) };
    let body =
        String::from_utf8(format.encode(&Registry::global().gather())).expect("an exposition is UTF-8");
    body.lines().filter(|line| line.contains(family)).map(str::to_owned).collect()
}

#[test]
fn an_info_has_only_the_labels_that_were_set_last() {
    let samples = || lines("infos_build_info").split_off(2);
    assert_eq!(samples(), [""; 0]);
    build_info("1.0", true).set();
    assert_eq!(samples(), ["infos_build_info{version=\"1.0\",debug=\"true\"} 1"]);
    build_info("1.1", false).set();
    assert_eq!(samples(), ["infos_build_info{version=\"1.1\",debug=\"false\"} 1"]);
    assert!(build_info("1.1", false).is_set() && !build_info("1.0", true).is_set());
    assert_eq!(exported_or_absent("gapless_overflowed_total", &[("metric", "infos_build_info")]), None);
}

#[test]
fn a_scrape_has_the_labels_that_were_set_last_too() {
    let scrape = || String::from_utf8(Format::Text.scrape().into_bytes()).expect("it is text");
    for (role, line) in [
        (Role::Leader, "\ninfos_node_info{role=\"leader\"} 1\n"),
        (Role::Follower, "\ninfos_node_info{role=\"follower\"} 1\n"),
        (Role::Leader, "\ninfos_node_info{role=\"leader\"} 1\n"),
    ] {
        node_info(role).set();
        let body = scrape();
        assert!(body.contains(line) && body.matches("infos_node_info{").count() == 1, "{body}");
    }
}

#[test]
fn an_info_of_constant_labels_is_exported_from_the_start() {
    assert_eq!(
        lines("infos_package_info"),
        [
            "# HELP infos_package_info Constants of the build.",
            "# TYPE infos_package_info gauge",
            "infos_package_info{package=\"mail\",edition=\"2024\"} 1",
            "infos_package_info{package=\"video\",edition=\"2021\"} 1",
        ]
    );
    assert!(package_info().is_set() && video::package_info().is_set());
}

#[test]
fn an_info_that_is_never_set_is_absent() {
    assert!(!silent_info("text").is_set());
    assert_eq!(lines("infos_silent_info").len(), 2);
}

#[test]
fn openmetrics_names_the_family_without_info_and_the_sample_with_it() {
    odd_info("linux".to_owned()).set();
    assert_eq!(
        openmetrics("odd.info", Escaping::AllowUtf8),
        [
            "# TYPE \"odd.info of ß\" info",
            "# HELP \"odd.info of ß\" With other characters.",
            "{\"odd.info of ß_info\",\"os.type\"=\"linux\"} 1",
        ]
    );
    assert_eq!(openmetrics("odd_info", Escaping::Underscores)[2], "odd_info_of___info{os_type=\"linux\"} 1");
}

/// OpenMetrics requires the info `target` to be the first family, and families are in name order.
#[test]
fn the_info_of_the_target_is_a_gauge_in_openmetrics() {
    assert_eq!(
        openmetrics("target_info", Escaping::Underscores),
        [
            "# TYPE target_info gauge",
            "# HELP target_info The process as OpenTelemetry describes it.",
            "target_info{service_name=\"shop\"} 1",
        ]
    );
    let format = Format::OpenMetrics { escaping: None };
    linted(format.scrape().into_bytes(), format.content_type());
}
