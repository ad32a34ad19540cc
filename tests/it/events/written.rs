//! Events written as lines.

use std::io::{self, Write};
use std::time::Duration;

use gapless::{ErrorKind, Event, LabelValue, defmetrics, events};

use super::Log;

/// Keeps the written bytes.
impl Write for Log<u8> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        bytes.iter().for_each(|byte| self.push(*byte));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log<u8> {
    fn text(&self) -> String {
        String::from_utf8(self.take()).expect("events are text")
    }
}

#[derive(Clone, Copy, LabelValue)]
enum Origin {
    Web,
}

#[derive(Event)]
#[event(name = "written.created")]
struct Created {
    origin: Origin,
    #[event(measure)]
    took: Duration,
}

#[derive(Event)]
#[event(name = "written.deleted")]
struct Deleted;

defmetrics! {
    /// Changes.
    #[on(Created)]
    #[on(Deleted)]
    counter written_changes_total;
}

fn emit() {
    Created { origin: Origin::Web, took: Duration::from_millis(250) }.emit();
    Deleted.emit();
}

#[test]
fn the_events_of_a_name_or_of_a_metric_are_written() {
    let log = Log::new();
    assert_eq!(
        events::write_to("written.created", log.clone()).expect("there is such an event"),
        "written.created"
    );
    emit();
    assert_eq!(log.text(), "written.created origin=web took=0.25s\n");
    events::detach("write written.created").expect("it is attached");

    events::write_to("written_changes_total", log.clone()).expect("it is recorded of events");
    emit();
    assert_eq!(log.text(), "written.created origin=web took=0.25s\nwritten.deleted\n");
    assert_eq!(written_changes_total().get(), 4);
}

#[test]
fn each_event_is_written_as_one_line_whatever_its_fields_contain() {
    #[derive(Event)]
    #[event(name = "written.login")]
    struct Login {
        name: &'static str,
    }

    #[derive(Event)]
    #[event(name = "written.logout")]
    struct Logout;

    // A handler with the name of an event is not a metric.
    events::attach::<Logout>("written.login", |_| {}).expect("its id is free");
    let lines = Log::new();
    events::write_to("written.login", Lines(lines.clone())).expect("there is such an event");
    Login { name: "guest\nwritten.logout\u{1b}[31m" }.emit();
    Logout.emit();
    assert_eq!(lines.take(), ["written.login name=\"guest\\nwritten.logout\\u{1b}[31m\"\n"]);
}

/// Keeps each write separately.
struct Lines(Log<String>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(String::from_utf8(bytes.to_vec()).expect("events are text"));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_name_that_is_neither_an_event_nor_a_metric_is_an_error() {
    let error = events::write_to("written.creatd", io::sink()).expect_err("the event does not exist");
    assert_eq!(error.to_string(), "unknown event `written.creatd`; did you mean `written.created`?");
    assert!(matches!(error.kind(), ErrorKind::UnknownEvent { .. }));
}
