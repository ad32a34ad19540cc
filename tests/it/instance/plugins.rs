//! Plugins: their groups, their sources and their options.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gapless::config::{self, Config};
use gapless::dynamic::{Counter, Gauge};
use gapless::encode::View;
use gapless::plugins::{
    Application, EventGroup, ManualGroup, MeasurementState, Plugin, PluginContext, PluginOptions,
    PluginResult, PollingGroup, Process,
};
use gapless::sources::{Source, source_fn};
use gapless::{Event, Instance, instance};
use tokio::time::sleep;

use super::{start, text, value};

const SECOND: Duration = Duration::from_secs(1);

/// A plugin that measures a disk.
struct Disk;

impl Plugin for Disk {
    fn name(&self) -> &str {
        "disk"
    }

    fn options(&self) -> PluginOptions {
        PluginOptions::new().label("disk", "a")
    }

    fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
        let free: Gauge = context.metrics("disk_space").gauge("disk_free_bytes", "Room.").register()?;
        let reads = context.metrics("disk_space").histogram("disk_read_bytes", "Reads.").register()?;
        Ok(vec![PollingGroup::new("disk_space", move || {
            free.set(4096.0);
            reads.observe(1.0);
        })])
    }
}

/// A plugin with an event group, a manual group and a source.
struct Games(Arc<AtomicBool>);

impl Plugin for Games {
    fn name(&self) -> &str {
        "games"
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let joined: Counter =
            context.metrics("games_joined").counter("games_joined_total", "Joins.").register()?;
        let is_attached = self.0.clone();
        let attach = move || {
            joined.inc();
            is_attached.store(true, Ordering::Relaxed);
            Detach(is_attached)
        };
        Ok(vec![EventGroup::new("games_joined", attach)])
    }

    fn manual_groups(&self, context: &PluginContext) -> PluginResult<ManualGroup> {
        let games = context.metrics("games_listed").gauge("games_listed", "Games.").register()?;
        Ok(vec![ManualGroup::new("games_listed", move || games.add(1.0))])
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(source_fn("games_open", |samples| {
            samples.gauge("games_open", "Open games.").value(2);
            Ok(())
        }))])
    }
}

struct Detach(Arc<AtomicBool>);

impl Drop for Detach {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_plugin_has_polling_groups_with_its_own_metrics() {
    let instance = start(gapless::builder().plugin(Disk)).await;
    sleep(SECOND).await;
    assert_eq!(value(&text(&instance), "disk_free_bytes{disk=\"a\"}").as_deref(), Some("4096"));
    let [poll] = instance.measurements().try_into().expect("there is one");
    assert_eq!(
        (&*poll.name, poll.every, poll.state),
        ("disk_space", Some(5 * SECOND), MeasurementState::Good)
    );
}

#[tokio::test(start_paused = true)]
async fn options_set_the_prefix_labels_buckets_and_rate_of_a_plugin() {
    let options = PluginOptions::new().metric_prefix("host").poll_rate(SECOND).buckets([0.5, 2.0]);
    let config = Config::new().plugin("disk", options.label("rack", "7"));
    let instance = start(gapless::builder().config(config).plugin(Disk)).await;
    sleep(3 * SECOND + SECOND / 2).await;
    let text = text(&instance);
    assert_eq!(value(&text, "host_disk_free_bytes{disk=\"a\",rack=\"7\"}").as_deref(), Some("4096"));
    let bucket = "host_disk_read_bytes_bucket{disk=\"a\",rack=\"7\",le=\"2\"}";
    assert_eq!(value(&text, bucket).as_deref(), Some("4"));
    assert!(!text.lines().any(|line| line.starts_with("disk_")));
}

#[tokio::test]
async fn the_ready_made_plugins_export_the_process_and_the_program() {
    let config =
        Config::new().plugin("process", PluginOptions::new().metric_prefix("host").label("rack", "7"));
    let builder = gapless::builder().config(config).plugin(Process::default());
    let instance = start(builder.plugin(Application::new(gapless::build_info!()))).await;
    let text = text(&instance);
    assert!(text.contains("\napplication_info{name=\"gapless-tests\""), "{text}");
    assert!(value(&text, "host_process_open_fds{rack=\"7\"}").is_some(), "{text}");
}

/// A plugin of a source that has labels itself.
struct Racks;

impl Plugin for Racks {
    fn name(&self) -> &str {
        "racks"
    }

    fn sources(&self, _: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(vec![Arc::new(source_fn("racks", |samples| {
            let mut disks = samples.gauge("racks_disks", "Disks.");
            disks.series([("rack", "7")], 3);
            disks.series([("shelf", "top")], 4);
            Ok(())
        }))])
    }
}

#[tokio::test]
async fn a_label_of_a_source_takes_precedence_over_the_options() {
    let config = Config::new().plugin("racks", PluginOptions::new().label("rack", "all").label("room", "1"));
    let instance = start(gapless::builder().config(config).plugin(Racks)).await;
    let text = text(&instance);
    assert_eq!(value(&text, "racks_disks{room=\"1\",rack=\"7\"}").as_deref(), Some("3"), "{text}");
    assert_eq!(
        value(&text, "racks_disks{rack=\"all\",room=\"1\",shelf=\"top\"}").as_deref(),
        Some("4"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn event_groups_manual_groups_and_sources_are_each_optional() {
    let is_attached = Arc::new(AtomicBool::new(false));
    let instance = start(gapless::builder().plugin(Games(is_attached.clone()))).await;
    sleep(SECOND).await;
    assert!(is_attached.load(Ordering::Relaxed));
    let before = text(&instance);
    assert_eq!(value(&before, "games_joined_total").as_deref(), Some("1"));
    assert_eq!(value(&before, "games_open").as_deref(), Some("2"));
    assert_eq!(value(&before, "games_listed").as_deref(), Some("1"));
    instance.refresh().await;
    assert_eq!(value(&text(&instance), "games_listed").as_deref(), Some("2"));
    instance.shutdown().await;
    assert!(!is_attached.load(Ordering::Relaxed));
}

#[tokio::test(start_paused = true)]
async fn dropped_groups_are_neither_measured_nor_attached_nor_exported() {
    let is_attached = Arc::new(AtomicBool::new(false));
    let builder = gapless::builder().plugin(Games(is_attached.clone())).plugin(Disk);
    let config = Config::new().drop_groups(["games_joined", "games_listed", "games_open"]);
    let instance =
        start(builder.config(config).view(View::builder().drop_groups(["disk_space", "gapless"]))).await;
    sleep(SECOND).await;
    let text = text(&instance);
    for prefix in ["games_", "disk_", "gapless_conflicts"] {
        assert!(!text.lines().any(|line| line.starts_with(prefix)), "{prefix} in {text}");
    }
    assert!(!is_attached.load(Ordering::Relaxed) && instance.measurements().is_empty());
}

/// A player joined a room.
#[derive(Event)]
#[event(name = "rooms.joined")]
struct Joined<'a> {
    room: &'a str,
    players: u64,
}

/// A plugin that counts events.
struct Rooms;

impl Plugin for Rooms {
    fn name(&self) -> &str {
        "rooms"
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let players = context
            .metrics("rooms")
            .counter("rooms_players_total", "Players.")
            .labels(["room"])
            .register()?;
        let count = move |event: &Joined<'_>| players.with([event.room]).inc_by(event.players);
        Ok(vec![EventGroup::on::<Joined<'static>>("rooms", count)])
    }
}

#[tokio::test]
async fn an_event_group_counts_events_while_its_instance_runs() {
    let join = |players| Joined { room: "hall", players }.emit();
    let counted = |instance: &Instance| value(&text(instance), "rooms_players_total{room=\"hall\"}");
    join(100);
    let first = start(gapless::builder().plugin(Rooms)).await;
    let second = start(gapless::builder().plugin(Rooms)).await;
    join(3);
    assert_eq!((counted(&first).as_deref(), counted(&second).as_deref()), (Some("3"), Some("3")));
    let attached = || {
        gapless::events::list("rooms.joined").into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(attached(), ["rooms", "rooms#2"]);
    first.shutdown().await;
    join(4);
    assert_eq!((attached(), counted(&second).as_deref()), (vec!["rooms#2".to_owned()], Some("7")));
    drop(second);
    assert_eq!(attached(), [""; 0]);
}

/// A plugin whose metrics are all declared.
struct Declared;

impl Plugin for Declared {
    fn name(&self) -> &str {
        "declared"
    }

    fn manual_groups(&self, _: &PluginContext) -> PluginResult<ManualGroup> {
        Ok(vec![ManualGroup::new("instance_declared", || ())])
    }
}

#[tokio::test]
async fn an_option_without_effect_is_an_error() {
    for (options, option, said) in [
        (
            PluginOptions::new().metric_prefix("host"),
            "metric_prefix",
            "`metric_prefix` has no effect on the plugin `declared`",
        ),
        (PluginOptions::new().buckets([1.0]), "buckets", "the plugin `declared` creates no histograms"),
        (PluginOptions::new().label("a", "b"), "labels", "`labels` has no effect on the plugin `declared`"),
        (PluginOptions::new().poll_rate(SECOND), "poll_rate", "the plugin `declared` has no polling groups"),
    ] {
        let config = Config::new().plugin("declared", options);
        let error = gapless::builder().config(config).plugin(Declared).start().await.unwrap_err();
        assert!(
            matches!(error.kind(), instance::ErrorKind::Config(error) if matches!(error.kind(), config::ErrorKind::UnusedOption { option: wrong, .. } if *wrong == option))
        );
        assert!(error.to_string().contains(said), "{error}");
    }
    // Labels and a prefix apply to a plugin that has only sources, but buckets do not.
    let config = Config::new().plugin("process", PluginOptions::new().label("a", "b").buckets([1.0]));
    let error = gapless::builder().config(config).plugin(Process::default()).start().await.unwrap_err();
    assert_eq!(error.to_string(), "the plugin `process` creates no histograms; remove its `buckets`");
}

/// A plugin whose metrics are gauges.
struct Gauges;

impl Plugin for Gauges {
    fn name(&self) -> &str {
        "gauges"
    }

    fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
        let depth = context.metrics("gauges").gauge("depth", "Depth.").register()?;
        Ok(vec![PollingGroup::new("gauges", move || depth.set(1.0))])
    }
}

#[tokio::test]
async fn buckets_are_an_error_for_a_plugin_without_histograms() {
    let config = || Config::new().plugin("gauges", PluginOptions::new().buckets([1.0]));
    let error = gapless::builder().config(config()).plugin(Gauges).start().await.unwrap_err();
    assert_eq!(error.to_string(), "the plugin `gauges` creates no histograms; remove its `buckets`");
    // A dropped group may have histograms.
    let dropped = config().drop_groups(["gauges"]);
    start(gapless::builder().config(dropped).plugin(Gauges)).await.shutdown().await;
}

/// A plugin that cannot start.
struct Broken;

impl Plugin for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
        context.metrics("broken").counter("broken", "Nothing.").register()?;
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn the_error_of_a_plugin_that_cannot_start_contains_its_cause_once() {
    let error = gapless::builder().plugin(Broken).start().await.unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("the plugin `broken` cannot start: "), "{message}");
    assert!(message.contains("write `broken_total`"), "{message}");
    assert_eq!(format!("{error:?}"), message);
}
