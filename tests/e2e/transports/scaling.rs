//! Many programs and one store: the sums of what they send are the sums of what is scraped.

use std::collections::BTreeMap;

use crate::eventually::eventually_none;
use crate::exposition::differences;
use crate::figures;
use crate::prometheus::{Job, Prometheus};
use crate::receiver::Receiver;
use crate::sender::Sender;
use crate::transports::wire::Wire;
use crate::version::V3_5;

/// The number of programs.
const PROGRAMS: usize = 20;

/// Queries over all programs.
const SUMS: [&str; 5] = [
    "count(sent_steps_total)",
    "sum(sent_steps_total)",
    "sum by (kind, place) (sent_events_total)",
    "sum by (le) (sent_answer_duration_seconds_bucket)",
    "sum by (sent_worker_state) (sent_worker_state)",
];

#[tokio::test]
async fn sums_over_twenty_programs_are_equal_by_remote_write_and_by_scrapes() {
    let store = Receiver::victoria_metrics();
    let wire = Wire::to(&store.address).await;
    let url = format!("http://{}/api/v1/write", wire.address);
    let start = |number: usize| {
        Sender::start(&["--interval", "1000", "--instance", &number.to_string(), "--remote-write", &url])
    };
    let senders: Vec<_> = (0..PROGRAMS).map(start).collect();
    let job =
        |(number, sender): (usize, &Sender)| Job::direct(&format!("sender-{number}"), sender.address(), "");
    let prometheus =
        Prometheus::start(&V3_5, "native-histograms", senders.iter().enumerate().map(job).collect()).await;
    let mut steps = 0;
    for (number, sender) in senders.iter().enumerate() {
        for _ in 0..number {
            sender.step().await;
            steps += 1;
        }
    }
    let expected = BTreeMap::from([(BTreeMap::new(), f64::from(steps))]);
    for query in SUMS {
        eventually_none(query, async || {
            let (sent, scraped) =
                (store.queries.values(query).await, prometheus.queries().values(query).await);
            let mut findings = differences(&scraped, &sent);
            if query == "sum(sent_steps_total)" {
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
