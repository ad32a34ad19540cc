//! Native histograms as Prometheus reads them: bounds, widened zero buckets and coarser buckets are never counter
//! resets.

use std::fmt::Write;
use std::process::Command;

use gapless::descriptor::NativeBuckets;
use gapless::{Histogram, defmetrics};

use crate::peer::peer;
use crate::process::run_on;
use crate::prometheus::{Job, Prometheus};
use crate::version::{VERSIONS, Version};

/// Declares a histogram for each way to limit its buckets, with a series for each run.
macro_rules! limited {
    ($($name:ident: $factor:literal, $max_buckets:literal, $zero:literal, $max_zero:literal;)*) => {
        defmetrics! {
            #![namespace = "limited"]

            $(
                /// Few buckets.
                #[native(factor = $factor, max_buckets = $max_buckets, zero_threshold = $zero, max_zero_threshold = $max_zero)]
                #[buckets(1)]
                #[max_series(1000)]
                histogram $name(run: &str): f64;
            )*
        }

        const LIMITED: &[(&str, fn(&str) -> Histogram)] = &[$((stringify!($name), |run| $name(run)),)*];
    };
}

defmetrics! {
    #![namespace = "limited"]

    /// All buckets.
    #[native(factor = 1.003, max_buckets = 100000)]
    #[buckets(1)]
    #[max_series(1000)]
    histogram unlimited(of: &str, run: &str): f64;

    /// Two buckets.
    #[native(factor = 1.003, max_buckets = 2, zero_threshold = 0, max_zero_threshold = 3)]
    #[buckets(1)]
    #[max_series(5000)]
    histogram two(run: &str): f64;
}

limited! {
    a: 1.2, 3, 0, 0.85;
    k: 1.01, 5, 0, 1;
    c: 1.003, 7, 0.001, 0.9;
    l: 1.1, 4, 0.01, 3.3;
    e: 2, 2, 0, 1.7;
    f: 1.5, 3, 0.3, 0.7;
    g: 1.05, 6, 0, 100;
    n: 16, 2, 0, 5;
}

/// Returns a value within some octaves around one, which depends only on the seed.
fn random(seed: u64) -> impl Iterator<Item = f64> {
    let next = |state: &u64| {
        let mut state = *state;
        state ^= state << 13;
        state ^= state >> 7;
        Some(state ^ (state << 17))
    };
    let states = std::iter::successors(Some(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), next);
    states.map(|state| {
        let fraction = f64::from_bits(state >> 12 | 1023 << 52);
        fraction * 2_f64.powi(i32::try_from(state % 4).expect("it is small") - 2)
    })
}

/// Formats a native histogram for `promtool test rules`.
fn notation(of: &NativeBuckets) -> String {
    let mut text = format!(
        "{{{{schema:{} count:{} sum:1 z_bucket:{} z_bucket_w:{:e}",
        of.schema,
        of.count(),
        of.zero_count,
        of.zero_threshold
    );
    if let (Some((first, _)), Some((last, _))) = (of.buckets.first(), of.buckets.last()) {
        let count = |index| of.buckets.iter().find(|(own, _)| *own == index).map_or(0, |(_, count)| *count);
        let counts: Vec<_> = (*first..=*last).map(|index| count(index).to_string()).collect();
        write!(text, " offset:{first} buckets:[{}]", counts.join(" ")).expect("a string can be written");
    }
    text + "}}"
}

/// Returns rule tests which assert that these series have no reset.
fn rules(series: &[(String, Vec<String>)]) -> String {
    let mut rules = "rule_files: []\ntests:\n".to_owned();
    for (name, values) in series {
        let values = values.join(" ");
        writeln!(
            rules,
            "- name: '{name}'\n  interval: 1m\n  input_series: [{{series: h, values: '{values}'}}]\n  \
             promql_expr_test: [{{expr: 'resets(h[1h])', eval_time: 50m, exp_samples: [{{labels: '{{}}', value: 0}}]}}]"
        )
        .expect("a string can be written");
    }
    rules
}

fn check_no_reset(series: &[(String, Vec<String>)]) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("rules.yml");
    std::fs::write(&file, rules(series)).expect("the temporary folder can be written");
    let promtool = &mut Command::new(peer("usr/bin/promtool"));
    let (accepted, said) = run_on(promtool.args(["test", "rules"]).arg(&file), "");
    assert!(accepted, "{said}");
}

/// Returns the states of a histogram after groups of observations. The series is removed at the end, so other tests do
/// not scrape it.
fn states(of: Histogram, groups: impl IntoIterator<Item = Vec<f64>>) -> Vec<String> {
    let after = |group: Vec<f64>| {
        group.into_iter().for_each(|value| of.observe(value));
        notation(&of.get().native.expect("it is declared"))
    };
    let states = groups.into_iter().map(after).collect();
    assert!(of.remove());
    states
}

#[test]
fn every_bound_is_that_of_prometheus() {
    let series = (0..256).map(|i| {
        let value = |i: i32| 2_f64.powf((f64::from(i) - 0.5) / 256.0);
        // The third observation widens the zero bucket: it ends where the first ends and the second begins.
        let groups = [vec![value(i), value(i + 1)], vec![value(i + 2)]];
        (i.to_string(), states(two(&i.to_string()), groups))
    });
    check_no_reset(&series.collect::<Vec<_>>());
}

#[test]
fn no_order_of_observations_is_a_reset() {
    let mut series = Vec::new();
    for (name, histogram) in LIMITED {
        for run in 0..40 {
            let values: Vec<_> = random(run).take(40).collect();
            for n in 1..5 {
                let groups = values.chunks(n).take(16).map(<[f64]>::to_vec);
                let run = format!("{name} {run} by {n}");
                series.push((run.clone(), states(histogram(&run), groups)));
            }
        }
    }
    check_no_reset(&series);
}

const RUNS: [&str; 4] = ["1", "22", "333", "4444"];
const PER_STEP: usize = 3;
const STEPS: usize = 8;

/// Records values in each limited histogram, and in one that keeps all its buckets.
fn record(step: usize) {
    for (name, histogram) in LIMITED {
        for run in RUNS {
            let seed = u64::try_from(run.len()).expect("it is short");
            for value in random(seed).skip(step * PER_STEP).take(PER_STEP) {
                histogram(run).observe(value);
                unlimited(name, run).observe(value);
            }
        }
    }
    let by_hand: &[f64] = match step {
        0 => &[0.8, 0.9, 1.1],
        1 => &[1.3],
        _ => &[],
    };
    for value in by_hand {
        a("by hand").observe(*value);
        unlimited("a", "by hand").observe(*value);
    }
}

/// Serves only these histograms, on a free port.
async fn serve() -> String {
    let view = gapless::encode::View::builder().names(["limited_*"]).build().expect("they are declared");
    let exporter = gapless::http::Exporter::new(view);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address");
    tokio::spawn(async move { axum::serve(listener, exporter.router::<()>()).await });
    format!("http://{address}")
}

async fn scraping(version: &Version, target: &str) -> Prometheus {
    let settings = match version.protocols {
        [] => "",
        _ => ", scrape_protocols: [PrometheusProto]",
    };
    let job = Job::relayed("native", target, settings).await;
    Prometheus::start(version, "native-histograms", vec![job]).await
}

/// Asserts that no series has a reset, and that each rose by as much as the histogram with all buckets.
async fn check_increases(prometheus: &Prometheus, version: &Version) {
    assert_eq!(prometheus.query("resets(limited_unlimited[1h]) > 0").await, [], "{}", version.name);
    for (name, _) in LIMITED {
        let resets = prometheus.query(&format!("resets(limited_{name}[1h]) > 0")).await;
        assert_eq!(resets, [], "{} by {}", name, version.name);
        let increase = |series: &str| format!("histogram_count(increase({series}[1h]))");
        let limited = increase(&format!("limited_{name}"));
        let unlimited = increase(&format!("limited_unlimited{{of=\"{name}\"}}"));
        let is_equal = format!("count(abs({limited} / on (run) {unlimited} - 1) < 1e-9)");
        let n_series = RUNS.len() + usize::from(*name == "a");
        assert_eq!(prometheus.value(&is_equal).await, n_series as f64, "{} by {}", name, version.name);
    }
    let all = (STEPS * PER_STEP) as f64;
    let count = prometheus.value("histogram_count(limited_unlimited{of=\"k\",run=\"1\"})").await;
    assert_eq!(count, all);
    let increase =
        prometheus.value("histogram_count(increase(limited_unlimited{of=\"k\",run=\"1\"}[1h]))").await;
    let seen = ((STEPS - 1) * PER_STEP) as f64; // the first scrape includes the first step
    assert!((seen..seen * 1.2).contains(&increase), "{increase} of {seen}");
}

#[tokio::test]
async fn every_version_sees_each_increase_while_zero_buckets_widen_and_buckets_merge() {
    record(0);
    let target = serve().await;
    let mut servers = Vec::new();
    for version in VERSIONS {
        servers.push(scraping(version, &target).await);
    }
    for step in 1..STEPS {
        record(step);
        for server in &mut servers {
            server.scraped().await;
        }
    }
    for (server, version) in servers.iter().zip(VERSIONS) {
        check_increases(server, version).await;
    }
}
