//! What is written for declarations that stand for the others.

use crate::snapshot;

fn check(name: &str, block: &str) {
    let block = block.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("defmetrics_{name}"), super::defmetrics(block));
}

#[test]
fn a_counter_is_one_static_and_one_accessor() {
    check(
        "counter",
        "#![namespace = \"grapevine\"] #![group = \"chat\"] \
         /// Messages received.\n pub counter chat_messages_total(channel: Channel, bot: bool);",
    );
}

#[test]
fn an_open_label_is_asked_for_its_text() {
    check(
        "open_label",
        "/// Messages by game.\n #[max_series(500)] #[seed(game = [\"chess\", \"go\"], realm = [\"eu\"])] \
         #[expire_after(\"1h30m\")] \
         counter game_messages_total(game: &str, realm: impl AsRef<str>);",
    );
}

#[test]
fn a_histogram_has_its_bounds_worked_out() {
    check(
        "histogram",
        "/// Size.\n #[buckets(exponential(64, 4, 3))] #[seed(none)] pub(crate) histogram message_bytes;",
    );
}

#[test]
fn a_native_histogram_says_what_is_not_the_default() {
    check(
        "native",
        "/// Ratio.\n #[native(factor = 1.05, zero_threshold = 0.001)] #[buckets(0.5)] histogram ratio;",
    );
}

#[test]
fn a_handle_is_marked_where_exemplars_are_kept() {
    check("exemplars", "/// Orders.\n #[exemplars] counter orders_total(paid: bool);");
}

#[test]
fn a_gauge_starts_where_its_seed_says() {
    check("gauge", "/// Room for clients.\n #[seed(capacity)] #[unit(none)] gauge client_room;");
}

#[test]
fn a_summary_has_its_quantiles_and_their_window() {
    check(
        "summary",
        "/// Waits.\n #[quantiles(0.5, 0.99)] #[window(\"1m\")] summary wait_seconds(mail: bool);",
    );
}

#[test]
fn what_is_fed_by_tracing_says_so_in_plain_data() {
    check(
        "tracing",
        "/// Time of queries.\n #[cfg(unix)] #[buckets(0.1)] \
         #[tracing(target = \"db::*\", level = \"info\", measure = \"took_ms\", unit = \"ms\", tags(kind = Kind::of(\"text\")))] \
         #[tracing(span = \"query\", tags(severity = level))] \
         histogram query_seconds(kind: Kind, severity: &str);",
    );
}

#[test]
fn a_state_set_has_the_states_of_a_type_and_starts_in_one_of_them() {
    check("stateset", "/// What it does.\n #[seed(State::Idle)] stateset worker_state(mail: bool): State;");
}

#[test]
fn an_info_is_made_of_its_labels() {
    check("info", "/// What was built.\n pub info build_info(version: &str, debug: bool);");
}

#[test]
fn a_metric_of_events_has_a_handler_for_each() {
    check(
        "on",
        "/// Waits.\n #[cfg(unix)] #[buckets(0.1)] #[on(Done<'_>, measure = took, drop = is_test, tags(of = event.kind()))] \
         #[on(Asked, measure = |event| event.ms, unit = \"ms\")] histogram wait_seconds(of: Kind, path: &str);",
    );
}

#[test]
fn a_skipped_combination_and_a_constant_label_are_in_the_descriptor() {
    check(
        "skip",
        "/// Jobs.\n #[skip(of = \"mail\", done = \"true\")] #[cfg(unix)] #[deprecated] \
         up_down_counter jobs(#[name(\"queue\")] of: Queue, done: bool, host = HOST, kind = \"batch\");",
    );
}

#[test]
fn what_has_mistakes_can_be_called_all_the_same() {
    check("mistakes", "conter jobs(done, host = 1);");
}
