//! The start page of grapevine and its drills, without a browser.

use std::path::Path;

use reqwest::{Client, Method, StatusCode};
use tokio::task::JoinSet;

use crate::grapevine::Grapevine;

/// A request of a drill, and the row of its answer: the series with the values before and after.
const DRILLS: [(Method, &str, StatusCode, [&str; 3]); 5] = [
    (
        Method::GET,
        "/drill/panic",
        StatusCode::INTERNAL_SERVER_ERROR,
        ["function_calls_total{function=\"panic\",outcome=\"panic\"}", "0", "1"],
    ),
    (
        Method::GET,
        "/drill/stall",
        StatusCode::OK,
        ["function_calls_total{function=\"stall\",outcome=\"cancelled\"}", "0", "1"],
    ),
    (
        Method::POST,
        "/drill/errors",
        StatusCode::OK,
        ["function_calls_total{function=\"look_up\",outcome=\"error\"}", "0", "20"],
    ),
    (
        Method::POST,
        "/drill/overflow",
        StatusCode::OK,
        ["gapless_overflowed_total{metric=\"grapevine_drill_words_total\"}", "0", "3"],
    ),
    (
        Method::POST,
        "/drill/job",
        StatusCode::OK,
        ["jobs_in_flight{queue=\"site\",kind=\"slow_job\"}", "0", "1"],
    ),
];

#[tokio::test]
async fn each_drill_answers_with_the_series_that_it_moved_and_leads_back() {
    let grapevine = Grapevine::start();
    for (method, path, status, row) in DRILLS {
        let request = Client::new().request(method, format!("{}{path}", grapevine.url));
        let answer = request.send().await.expect("grapevine answers");
        assert_eq!(answer.status(), status, "{path}");
        let page = answer.text().await.expect("the page is UTF-8").replace("&quot;", "\"");
        let [series, before, after] = row;
        assert!(page.contains(&format!(">{series}</a><td>{before}<td>{after}\n")), "{path}: {page}");
        assert!(page.contains("<a href=/>"), "{path}: {page}");
    }
}

#[tokio::test]
async fn slow_jobs_leave_half_of_the_queue_to_other_jobs() {
    let grapevine = Grapevine::start();
    let mut posts = JoinSet::new();
    for _ in 0..100 {
        posts.spawn(Client::new().post(format!("{}/drill/job", grapevine.url)).send());
    }
    let answers = posts.join_all().await;
    let accepted =
        answers.iter().filter(|answer| answer.as_ref().is_ok_and(|answer| answer.status() == StatusCode::OK));
    let accepted = accepted.count();
    assert!((8..=10).contains(&accepted), "{accepted} jobs were accepted; eight wait, and one or two run");
}

#[tokio::test]
async fn no_page_runs_a_script_of_elsewhere_or_inside_of_another_site() {
    let grapevine = Grapevine::start();
    for path in ["/", "/games", "/artifacts", "/drill/panic", "/assets/start.js"] {
        let answer = reqwest::get(format!("{}{path}", grapevine.url)).await.expect("grapevine answers");
        let policy = answer.headers()["content-security-policy"].to_str().expect("it is ASCII").to_owned();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn the_files_on_the_site_are_those_that_grapevine_writes() {
    let grapevine = Grapevine::start();
    let get = async |path: &str| {
        let answer = reqwest::get(format!("{}{path}", grapevine.url)).await.expect("grapevine answers");
        assert!(answer.status().is_success(), "{path}");
        answer.text().await.expect("the file is UTF-8")
    };
    let list = get("/artifacts").await;
    let links: Vec<_> = list.split("href=\"").skip(1).filter_map(|link| link.split('"').next()).collect();
    assert!(links.len() > 20, "{list}");
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/grapevine/deploy");
    for link in links {
        let path = link.strip_prefix("/artifacts/").expect("the link leads to a file");
        let written = std::fs::read_to_string(committed.join(path)).expect("grapevine writes the file");
        let served = get(link).await;
        let differing = served.lines().zip(written.lines()).find(|(one, other)| one != other);
        assert_eq!((differing, served.len()), (None, written.len()), "{path}");
    }
}
