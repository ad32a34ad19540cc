//! Handlers of many events, and the fields that they read.

use std::path::PathBuf;
use std::time::Duration;

use gapless::events::{self, Unit};
use gapless::{ErrorKind, Event, LabelValue};

use super::Log;

#[derive(Clone, Copy, LabelValue)]
enum Origin {
    #[label(rename = "the web")]
    Web,
}

/// A field that is neither a label nor a string.
struct Hidden;

#[derive(Event)]
#[event(name = "many.file.read")]
struct FileRead<'a> {
    path: &'a str,
    origin: Origin,
    again: Option<bool>,
    #[event(measure)]
    took: Duration,
    #[event(measure = "kB")]
    size: u32,
    #[event(measure)]
    lines: i64,
    by: PathBuf,
    _hidden: Hidden,
}

#[derive(Event)]
#[event(name = "many.file.written")]
struct FileWritten {
    path: String,
}

impl FileRead<'_> {
    fn of(path: &str) -> FileRead<'_> {
        let took = Duration::from_millis(1500);
        let by = PathBuf::from("reader");
        FileRead { path, origin: Origin::Web, again: None, took, size: 12, lines: -3, by, _hidden: Hidden }
    }
}

#[test]
fn one_handler_of_many_events_is_listed_once_for_each() {
    let log = Log::new();
    let writer = log.clone();
    let names = ["many.file.written", "many.file.read"];
    events::attach_many("many::log", names, move |event| writer.push(event.to_string()))
        .expect("its id is free");
    let rows = || events::list("many.").into_iter().filter(|row| row.id == "many::log").map(|row| row.event);
    assert!(rows().eq(names));
    assert!(events::list("").len() >= 2);
    assert_eq!(events::list("many.file.w").len(), 1);

    FileWritten { path: "a=b".to_owned() }.emit();
    FileRead::of("a").emit();
    assert_eq!(
        log.take(),
        [
            "many.file.written path=\"a=b\"",
            "many.file.read path=a origin=\"the web\" again= took=1.5s size=12kB lines=-3 by=\"reader\" _hidden=..",
        ]
    );

    events::detach("many::log").expect("it is attached");
    FileWritten { path: String::new() }.emit();
    assert_eq!((log.take().len(), rows().count()), (0, 0));
}

#[test]
fn fields_are_read_by_their_names() {
    #[derive(Event)]
    struct FileSent<'a> {
        path: &'a str,
        origin: Origin,
        #[event(measure)]
        took: Duration,
        #[event(measure = "kB")]
        size: u32,
        #[event(measure)]
        lines: i64,
    }

    let log = Log::new();
    let writer = log.clone();
    events::attach_many("many::fields", ["file_sent"], move |event| {
        let mut units = Vec::new();
        event.visit(|field, _| units.extend(field.measure));
        let values = (event.measurement("took"), event.measurement("size"), event.measurement("path"));
        writer.push((event.name(), values, event.tag("origin"), event.tag("took"), units));
    })
    .expect("its id is free");
    let took = Duration::from_millis(1500);
    FileSent { path: "a", origin: Origin::Web, took, size: 12, lines: -3 }.emit();
    let (name, values, origin, no_tag, units) = log.take().remove(0);
    assert_eq!((name, values), ("file_sent", (Some(1.5), Some(12.0), None)));
    assert_eq!((origin.as_deref(), no_tag), (Some("the web"), None));
    assert_eq!(units, [Unit::Seconds, Unit::Kilobytes, Unit::None]);
}

#[test]
fn an_event_that_is_named_twice_is_handled_once() {
    let log = Log::new();
    let writer = log.clone();
    events::attach_many("many::twice", ["many.file.read", "many.file.read"], move |event| {
        writer.push(event.name());
    })
    .expect("its id is free");
    assert_eq!(events::list("many.file.read").iter().filter(|row| row.id == "many::twice").count(), 1);
    events::detach("many::twice").expect("it is attached");
}

#[test]
fn an_unknown_event_is_reported_with_the_nearest_name_and_nothing_is_attached() {
    let names = ["many.file.written", "many.file.reed"];
    let error = events::attach_many("many::unknown", names, |_| {}).expect_err("the event does not exist");
    assert_eq!(error.to_string(), "unknown event `many.file.reed`; did you mean `many.file.read`?");
    assert!(matches!(error.kind(), ErrorKind::UnknownEvent { .. }));
    assert!(events::detach("many::unknown").is_err());
}

#[test]
fn the_name_comes_from_the_type_unless_it_is_given() {
    #[derive(Event)]
    struct HTTPRequestServed;

    assert_eq!(HTTPRequestServed::TYPE.name, "http_request_served");
    assert_eq!(FileWritten::TYPE.name, "many.file.written");
    assert!(FileWritten::TYPE.location.file.ends_with("many.rs"));
}
