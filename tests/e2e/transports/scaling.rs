//! Many programs and one store: the sums of what they send are the sums of what is scraped.

use std::collections::BTreeMap;

use crate::eventually::eventually_none;
use crate::exposition::differences;
use crate::figures;
use crate::grapevine::Grapevine;
use crate::prometheus::{Job, Prometheus};
use crate::receiver::Receiver;
use crate::transports::wire::Wire;
use crate::version::V3_5;

/// The number of programs.
const PROGRAMS: usize = 20;

/// The number of visits to the first page of the first program. Each further program has one more.
const VISITS: usize = 3;

/// Queries over all programs.
const SUMS: [&str; 5] = [
    "count(process_start_time_seconds)",
    FIRST_PAGE,
    "sum by (route, status) (http_requests_total)",
    "sum by (le) (http_request_duration_seconds_bucket)",
    "sum by (method, status) (http_requests_total)",
];

/// The number of all visits.
const FIRST_PAGE: &str = "sum(http_requests_total{method=\"GET\",route=\"/\",status=\"200\"})";

#[tokio::test]
async fn sums_over_twenty_programs_are_equal_by_remote_write_and_by_scrapes() {
    let store = Receiver::victoria_metrics();
    let wire = Wire::to(&store.address).await;
    let url = format!("http://{}/api/v1/write", wire.address);
    let programs: Vec<_> = (0..PROGRAMS).map(|_| Grapevine::start_reporting_to(&url)).collect();
    let job = |(number, program): (usize, &Grapevine)| {
        let settings = ", always_scrape_classic_histograms: true";
        Job::direct(&format!("grapevine-{number}"), program.address(), settings)
    };
    let jobs = programs.iter().enumerate().map(job).collect();
    let prometheus = Prometheus::start(&V3_5, "native-histograms", jobs).await;
    let mut visits = 0;
    for (number, program) in programs.iter().enumerate() {
        for _ in 0..VISITS + number {
            reqwest::get(&program.url).await.expect("the program answers");
            visits += 1;
        }
    }
    let expected = BTreeMap::from([(BTreeMap::new(), f64::from(visits))]);
    for query in SUMS {
        eventually_none(query, async || {
            let (sent, scraped) =
                (store.queries.values(query).await, prometheus.queries().values(query).await);
            let mut findings = differences(&scraped, &sent);
            if query == FIRST_PAGE {
                findings.extend(differences(&expected, &sent));
            }
            findings
        })
        .await;
    }
    let rows = store.metric("vm_rows_inserted_total{type=\"promremotewrite\"}").await;
    let bytes = wire.bytes() as f64 / rows;
    let cost = async |query: &str| prometheus.value(query).await;
    let memory = cost("avg(process_resident_memory_bytes)").await / 1e6;
    let cpu = cost("sum(process_cpu_seconds_total) / sum(time() - process_start_time_seconds)").await;
    figures::show(&format!(
        "{bytes:.1} bytes per sample on the wire; a process takes {memory:.1} MB and {:.2} % of a core",
        cpu * 100.0
    ));
    assert!(bytes < 100.0, "{bytes} bytes per sample");
}
