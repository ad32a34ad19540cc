//! Sources: their families next to the declared metrics, in every format.

mod cached;
mod served;

use std::time::{Duration, SystemTime};

use gapless::descriptor::{Kind, LabelValues};
use gapless::encode::{Format, View, ViewBuilder};
use gapless::plugins::{Application, BuildInfo};
use gapless::snapshot::{FamilySnapshot, HistogramValue, Number, Series, Snapshot, StateSetValue, Value};
use gapless::sources::{Samples, Sources, source_fn, try_source_fn};
use gapless::{Registry, defmetrics};

use crate::linted::linted;
use crate::views::FORMATS;

defmetrics! {
    #![namespace = "sources"]
    #![group = "sources"]

    /// Declared, and sorted before all families of sources.
    counter alarms_total;

    /// Declared, and sorted between families of sources.
    #[seed(1.5)]
    gauge middle_ratio;

    /// Set by a source.
    gauge level_ratio;
}

fn of(name: &str, collect: impl Fn(&mut Samples) + Send + Sync + 'static) -> Sources {
    let sources = Sources::with_limit(Duration::from_secs(600));
    let source = source_fn(name, move |samples| {
        collect(samples);
        Ok(())
    });
    sources.add(source).expect("the name is free");
    sources
}

/// Emits one family of every kind.
fn emit(samples: &mut Samples) {
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    let mut waits = samples.counter("sources_zz_waits_total", "Waits for a \"connection\".\n");
    waits.group("pool").created(since).series([("state", "idle"), ("zone", "\"a\"")], 12_u64);
    waits.series([("state", "busy")], 0.5);
    samples.gauge("sources_connections", "Connections.").group("pool").value(-3);
    samples.info("sources_pool_info", "The pool.").series([("version", "1.2")], ());
    let mut wait = samples.histogram("sources_wait_seconds", "Time of waits.");
    for (state, bounds) in [("idle", vec![0.5, 1.0]), ("busy", vec![2.0])] {
        let (counts, sum) = (vec![1; bounds.len() + 1], Duration::from_millis(2500).into());
        let value = HistogramValue { bounds: bounds.into(), counts, sum, native: None };
        wait.created(since).series([("state", state)], value);
    }
}

fn built(builder: ViewBuilder) -> View {
    builder.build().expect("the view is valid")
}

fn text(view: &View, format: Format) -> String {
    let body = linted(view.scrape(format).into_bytes(), format.content_type());
    String::from_utf8(body).expect("the string is UTF-8")
}

fn names(view: &View) -> Vec<String> {
    let body = text(view, Format::Text);
    let lines = body.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    lines.map(|line| line.split(' ').next().expect("the line has a name").to_owned()).collect()
}

#[test]
fn families_of_sources_and_declared_families_are_in_name_order() {
    let view = built(View::builder().names(["sources_*"]).sources(of("pool", emit)));
    let expected = "\
# HELP sources_alarms_total Declared, and sorted before all families of sources.
# TYPE sources_alarms_total counter
sources_alarms_total 0
# HELP sources_connections Connections.
# TYPE sources_connections gauge
sources_connections -3
# HELP sources_level_ratio Set by a source.
# TYPE sources_level_ratio gauge
# HELP sources_middle_ratio Declared, and sorted between families of sources.
# TYPE sources_middle_ratio gauge
sources_middle_ratio 1.5
# HELP sources_pool_info The pool.
# TYPE sources_pool_info gauge
sources_pool_info{version=\"1.2\"} 1
# HELP sources_wait_seconds Time of waits.
# TYPE sources_wait_seconds histogram
sources_wait_seconds_bucket{state=\"busy\",le=\"2\"} 1
sources_wait_seconds_bucket{state=\"busy\",le=\"+Inf\"} 2
sources_wait_seconds_sum{state=\"busy\"} 2.5
sources_wait_seconds_count{state=\"busy\"} 2
sources_wait_seconds_bucket{state=\"idle\",le=\"0.5\"} 1
sources_wait_seconds_bucket{state=\"idle\",le=\"1\"} 2
sources_wait_seconds_bucket{state=\"idle\",le=\"+Inf\"} 3
sources_wait_seconds_sum{state=\"idle\"} 2.5
sources_wait_seconds_count{state=\"idle\"} 3
# HELP sources_zz_waits_total Waits for a \"connection\".\\n
# TYPE sources_zz_waits_total counter
sources_zz_waits_total{state=\"busy\"} 0.5
sources_zz_waits_total{state=\"idle\",zone=\"\\\"a\\\"\"} 12
";
    let body = text(&view, Format::Text);
    assert_eq!(body.replace("sources_level_ratio 0.5\n", ""), expected);
}

#[test]
fn every_format_writes_sources_like_a_snapshot() {
    let sources = of("pool", emit);
    let families: Vec<_> = sources.collect().wait().families().to_vec();
    let names = families.iter().map(|family| family.name.to_string());
    let view = built(View::builder().names(names).sources(sources));
    for format in FORMATS {
        let body = linted(view.scrape(format).into_bytes(), format.content_type());
        assert_eq!(body, format.encode(&Snapshot { families: families.clone() }), "{format:?}");
        assert_eq!(body, view.scrape(format).into_bytes(), "{format:?}");
    }
}

#[test]
fn many_series_of_a_source_are_written_in_chunks() {
    let sources = of("rooms", |samples| {
        let mut rooms = samples.gauge("sources_rooms", "Players in a room.");
        (0..5000).for_each(|room| _ = rooms.series([("room", format!("{room:05}"))], room));
        samples.gauge("sources_rooms_open", "Rooms.").value(5000);
    });
    let view = built(View::builder().names(["sources_*"]).sources(sources));
    for format in FORMATS {
        let chunks: Vec<_> = view.scrape(format).collect();
        assert!(chunks.len() > 2 && chunks.iter().all(|chunk| chunk.len() < 256 * 1024), "{format:?}");
        let body = linted(chunks.concat(), format.content_type());
        let declared = body.windows(6).filter(|piece| piece == b"\"04999").count();
        assert!(declared == 1 || matches!(format, Format::Protobuf { .. }), "{format:?}");
        assert_eq!(body, view.scrape(format).into_bytes(), "{format:?}");
    }
}

#[test]
fn prefix_labels_and_filters_apply_to_sources() {
    let builder = || {
        View::builder()
            .prefix("shop")
            .label("zone", "eu")
            .drop_groups(["views_ops"])
            .sources(of("pool", emit))
    };
    let view = built(builder().groups(["pool"]).drop_names(["*_connections"]));
    let body = text(&view, Format::Text);
    let (_, body) = body.split_once("counter\n").expect("the body has a family");
    let expected = "shop_sources_zz_waits_total{zone=\"eu\",state=\"busy\"} 0.5\n\
                    shop_sources_zz_waits_total{state=\"idle\",zone=\"\\\"a\\\"\"} 12\n";
    assert_eq!(body, expected);
    let all = ["shop_sources_connections", "shop_sources_zz_waits_total"];
    assert_eq!(names(&built(builder().groups(["pool"]))), all);
    assert_eq!(names(&built(builder().names(["sources_conn*"]))), all[..1]);
    let named = built(builder()).of_names(["shop_sources_zz_waits", "sources_connections"], Format::Text);
    assert_eq!(names(&named), all[1..]);
    assert!(names(&named.of_names([all[0]], Format::Text)).is_empty());
}

#[test]
fn labels_of_a_view_never_duplicate_a_series_or_a_label_of_a_source() {
    let emit = |samples: &mut Samples| {
        let mut depth = samples.gauge("sources_depth", "Depth.");
        depth.value(4).series([("region", "eu")], 3);
        samples.gauge("sources_length", "Length.").value(4).series([("data.center", "own")], 3);
        samples.family(FamilySnapshot {
            name: "sources_gate".into(),
            help: "The gate.".into(),
            kind: Kind::StateSet,
            unit: None,
            group: "".into(),
            series: vec![Series {
                labels: Vec::new(),
                value: Value::StateSet(StateSetValue {
                    states: LabelValues::new(&["on", "off"]),
                    current: 0,
                }),
                created: None,
                exemplars: Vec::new(),
            }],
        });
    };
    let view = View::builder().names(["sources_depth", "sources_gate", "sources_length"]);
    let view = view.label("region", "eu").label("data_center", "view").label("sources_gate", "x");
    let body = text(&built(view.sources(of("twice", emit))), Format::Text);
    let lines: Vec<_> = body.lines().filter(|line| !line.starts_with('#')).collect();
    let expected = [
        "sources_depth{data_center=\"view\",sources_gate=\"x\"} 4",
        "sources_depth{data_center=\"view\",sources_gate=\"x\",region=\"eu\"} 3",
        "sources_gate{region=\"eu\",data_center=\"view\",sources_gate=\"on\"} 1",
        "sources_gate{region=\"eu\",data_center=\"view\",sources_gate=\"off\"} 0",
        "sources_length{region=\"eu\",data_center=\"view\",sources_gate=\"x\"} 4",
        "sources_length{region=\"eu\",sources_gate=\"x\",data_center=\"own\"} 3",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_source_can_set_declared_metrics_which_are_read_after_it() {
    let sources = of("level", |_| level_ratio().set(0.5));
    let view = built(View::builder().names(["sources_level_ratio"]).sources(sources));
    assert!(text(&view, Format::Text).ends_with("\nsources_level_ratio 0.5\n"));
}

#[test]
fn failures_are_exported_by_source_and_reason() {
    let sources = of("clock", |_| panic!("it stands still"));
    let view = built(View::builder().groups(["gapless"]).names(["gapless_*"]).sources(sources.clone()));
    for n in 1..3 {
        let body = text(&view, Format::Text);
        let lines: Vec<_> = body.lines().filter(|line| line.contains("source=")).collect();
        let line =
            |reason, n| format!("gapless_source_failures_total{{source=\"clock\",reason=\"{reason}\"}} {n}");
        let expected = [("duplicate", 0), ("error", 0), ("invalid", 0), ("panic", n), ("timeout", 0)];
        assert_eq!(lines, expected.map(|(reason, n)| line(reason, n)));
    }
    sources.remove("clock").expect("the source exists");
    assert!(!text(&view, Format::Text).contains("source="));
}

#[test]
fn a_declared_metric_wins_over_a_family_of_a_source_with_its_name() {
    let sources = of("alarms", |samples| {
        samples.counter("sources_alarms_total", "Not declared.").value(7);
        samples.gauge("sources_alarms", "Not declared.").value(7);
        samples.gauge("sources_bells", "Not declared.").value(7);
    });
    let view = built(View::builder().names(["sources_alarms*", "sources_bells"]).sources(sources.clone()));
    assert_eq!(names(&view), ["sources_alarms_total", "sources_bells"]);
    assert!(!text(&view, Format::Text).contains("Not declared.\n# TYPE sources_alarms"));
    let collection = sources.collect().wait();
    let duplicates = collection.family("gapless_source_failures_total").map(|of| of.series[0].value.clone());
    assert_eq!(duplicates, Some(Value::Counter(Number::U64(6))));
    assert_eq!(Registry::global().gather().value("sources_alarms_total", &[]).map(Value::as_f64), Some(0.0));
}

#[tokio::test]
async fn a_collected_view_does_not_change() {
    let ticks = std::sync::atomic::AtomicU64::new(0);
    let sources = of("ticks", move |samples| {
        let tick = ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        samples.counter("sources_ticks_total", "Ticks.").value(tick);
    });
    let view = built(View::builder().names(["sources_ticks_total"]).sources(sources));
    let (first, second) = (view.collected().await, view.collected().await);
    for (view, expected) in [(&first, 0), (&second, 1), (&first, 0), (&view, 2)] {
        assert!(text(view, Format::Text).ends_with(&format!("\nsources_ticks_total {expected}\n")));
    }
    assert!(first == first.collected().await && first != second && first != view);
    assert!(first.collection().is_some() && view.collection().is_none());
}

#[test]
fn an_application_exports_how_it_was_built() {
    let build = gapless::build_info!();
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    assert_eq!((build.name, build.version, build.profile), (name, version, profile));
    assert_eq!(build.rustc.split('.').count(), 3, "{}", build.rustc);
    let sources = Sources::new();
    sources
        .add(Application::new(BuildInfo::new("shop", "1.2", Some("4bf9"), "release")))
        .expect("the name is free");
    let view = built(View::builder().groups(["application"]).sources(sources));
    let body = text(&view, Format::Text);
    let rustc = build.rustc;
    let line = format!(
        "application_info{{name=\"shop\",version=\"1.2\",profile=\"release\",rustc=\"{rustc}\",commit=\"4bf9\"}} 1\n"
    );
    assert!(body.contains(&line), "{body}");
    assert_eq!(names(&view), ["application_info", "application_start_time_seconds"]);
    assert_eq!(body, text(&view, Format::Text));
}

#[test]
fn a_source_is_a_closure_or_a_function_with_any_type_of_error() {
    fn fails(_: &mut Samples) -> std::io::Result<()> {
        Err(std::io::Error::other("the disk is gone"))
    }
    let boxed = source_fn("boxed", |samples| {
        samples.gauge("sources_parsed", "Help.").value("five".parse::<f64>()?);
        Ok(())
    });
    let sources = Sources::new();
    sources.add(boxed).expect("the name is free");
    sources.add(try_source_fn("io", fails)).expect("the name is free");
    sources.add(try_source_fn("anyhow", |_| anyhow::Ok(()))).expect("the name is free");
    let text = try_source_fn("text", |_| Err::<(), _>("the pool is closed"));
    sources.add(text).expect("the name is free");
    let never = try_source_fn("never", |samples: &mut Samples| {
        samples.gauge("sources_never", "Help.").value(1);
        Ok::<_, std::convert::Infallible>(())
    });
    sources.add(never).expect("the name is free");
    let news = sources.collect().wait().take_news();
    let mut messages: Vec<_> = news.iter().map(ToString::to_string).collect();
    messages.sort();
    assert_eq!(
        messages,
        [
            "the source `boxed` failed: invalid float literal",
            "the source `io` failed: the disk is gone",
            "the source `text` failed: the pool is closed",
        ]
    );
}
