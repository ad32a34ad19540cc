//! Snapshots of the expansion of typical types.

use crate::snapshot;

fn check(name: &str, args: &str, item: &str) {
    let tokens = |source: &str| source.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("measured_{name}"), super::measure(tokens(args), tokens(item)));
}

#[test]
fn a_struct_expands_to_statics_and_readers() {
    check(
        "struct",
        "namespace = \"lobby\", group = \"games\"",
        "#[doc = \" A lobby.\"] pub struct Lobby { \
         #[doc = \" Players waiting.\"] #[metric(gauge)] waiting: AtomicUsize, \
         #[doc = \" Players that joined.\"] #[metric(counter, name = \"joined_total\")] joined: AtomicU64, \
         #[doc = \" The phase.\"] #[metric(stateset)] phase: Mutex<Phase>, \
         #[doc = \" Time to join.\"] #[metric(histogram, name = \"join_seconds\", with = times)] times: Times, \
         #[metric(label, max = 100)] name: String, #[metric(label)] region: Region, #[metric(info)] version: String, \
         other: u8 }",
    );
}

#[test]
fn a_generic_tuple_struct_keeps_its_parameters() {
    check(
        "generic",
        "crate = crate::metrics",
        "struct Pool<T: Debug, const N: usize = 3>(#[doc = \" Items.\"] #[metric(gauge, name = \"pool_items\")] \
         Mutex<Vec<T>>, #[metric(label, name = \"pool\")] Kind) where T: Clone;",
    );
}

#[test]
fn an_alert_of_a_field_is_in_the_descriptor_of_its_metric() {
    check(
        "alert",
        "",
        "/// A lobby.\n pub struct Lobby { \
         /// Players waiting.\n #[metric(gauge, name = \"lobby_waiting\")] \
         #[alert(LobbyFull, value > 100, summary = \"The lobby is full\", where(region = Region::Eu), by(region))] \
         waiting: AtomicUsize, \
         /// Players that left.\n #[metric(counter, name = \"lobby_left_total\")] \
         #[alert(PlayersLeave, ratio(joined, \"5m\") > 1, summary = \"Players leave\")] left: AtomicU64, \
         /// Players that joined.\n #[metric(counter, name = \"lobby_joined_total\")] joined: AtomicU64, \
         #[metric(label)] region: Region }",
    );
}

#[test]
fn an_enum_expands_to_a_state_set() {
    check("enum", "namespace = \"server\"", "#[doc = \" The phase.\"] enum Phase { Starting, Running }");
}

#[test]
fn a_type_with_mistakes_keeps_its_method() {
    check("mistakes", "", "struct Lobby<'a> { #[metric(gouge)] waiting: &'a AtomicUsize }");
}
