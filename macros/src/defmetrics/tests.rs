//! Snapshots of the expansion of typical declarations.

use crate::snapshot;

fn check(name: &str, block: &str) {
    let block = block.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("defmetrics_{name}"), super::defmetrics(block));
}

#[test]
fn a_counter_expands_to_one_static_and_one_accessor() {
    check(
        "counter",
        "#![namespace = \"grapevine\"] #![group = \"chat\"] \
         /// Messages received.\n pub counter chat_messages_total(channel: Channel, bot: bool);",
    );
}

#[test]
fn an_open_label_passes_its_value_as_a_string() {
    check(
        "open_label",
        "/// Messages by game.\n #[max_series(500)] #[seed(game = [\"chess\", \"go\"], realm = [\"eu\"])] \
         #[expire_after(\"1h30m\")] \
         counter game_messages_total(game: &str, realm: impl AsRef<str>);",
    );
}

#[test]
fn the_macro_computes_the_bounds_of_a_histogram() {
    check(
        "histogram",
        "/// Size.\n #[buckets(exponential(64, 4, 3))] #[seed(none)] pub(crate) histogram message_bytes;",
    );
}

#[test]
fn a_native_histogram_sets_only_values_that_are_not_the_default() {
    check(
        "native",
        "/// Ratio.\n #[native(factor = 1.05, zero_threshold = 0.001)] #[buckets(0.5)] histogram ratio;",
    );
}

#[test]
fn a_handle_is_marked_if_its_metric_keeps_exemplars() {
    check("exemplars", "/// Orders.\n #[exemplars] counter orders_total(paid: bool);");
}

#[test]
fn the_accessor_of_a_sampled_metric_begins_a_family() {
    check(
        "sampled",
        "#![sampled] #![group = \"pool\"] \
         /// Connections.\n pub gauge pool_connections(pool: &str, state: State);",
    );
}

#[test]
fn a_gauge_starts_at_its_seed() {
    check("gauge", "/// Room for clients.\n #[seed(capacity)] #[unit(none)] gauge client_room;");
}

#[test]
fn a_summary_has_quantiles_and_a_window() {
    check(
        "summary",
        "/// Waits.\n #[quantiles(0.5, 0.99)] #[window(\"1m\")] summary wait_seconds(mail: bool);",
    );
}

#[test]
fn a_metric_of_tracing_events_submits_plain_data() {
    check(
        "tracing",
        "/// Time of queries.\n #[cfg(unix)] #[buckets(0.1)] \
         #[tracing(target = \"db::*\", level = \"info\", measure = \"took_ms\", unit = \"ms\", tags(kind = Kind::of(\"text\")))] \
         #[tracing(span = \"query\", tags(severity = level))] \
         histogram query_seconds(kind: Kind, severity: &str);",
    );
}

#[test]
fn a_stateset_has_the_states_of_a_type_and_starts_in_its_seed() {
    check(
        "stateset",
        "/// State of the worker.\n #[seed(State::Idle)] stateset worker_state(mail: bool): State;",
    );
}

#[test]
fn an_info_is_created_from_its_labels() {
    check("info", "/// Build information.\n pub info build_info(version: &str, debug: bool);");
}

#[test]
fn a_metric_has_a_handler_for_each_of_its_events() {
    check(
        "on",
        "/// Waits.\n #[cfg(unix)] #[buckets(0.1)] #[on(Done<'_>, measure = took, drop = is_test, tags(of = event.kind()))] \
         #[on(Asked, measure = |event| event.ms, unit = \"ms\")] histogram wait_seconds(of: Kind, path: &str);",
    );
}

#[test]
fn skipped_combinations_and_constant_labels_are_in_the_descriptor() {
    check(
        "skip",
        "/// Jobs.\n #[skip(of = \"mail\", done = \"true\")] #[cfg(unix)] #[deprecated] \
         up_down_counter jobs(#[name(\"queue\")] of: Queue, done: bool, host = HOST, kind = \"batch\");",
    );
}

#[test]
fn alerts_are_in_the_descriptor_and_in_the_catalog_line() {
    check(
        "alert",
        "/// Jobs.\n #[alert(JobsFail, ratio(crate::all_jobs_total, \"5m\") > 0.1, for = \"10m\", severity = \"page\", \
         summary = \"Jobs fail\", where(kind = Kind::Mail, urgent = Some(true), game = [\"a\", \"b\"]), by(kind))] \
         #[alert(NoJobs, absent(\"1h\"), summary = \"Jobs have stopped\", description = \"Look.\", runbook = \"https://x.org/a\")] \
         counter jobs_total(kind: Kind, urgent: Option<bool>, game: &str);",
    );
}

#[test]
fn a_declaration_with_mistakes_keeps_its_accessor() {
    check("mistakes", "conter jobs(done, host = 1);");
}

#[test]
fn a_block_with_a_struct_expands_to_the_struct_and_its_builder() {
    check(
        "into",
        "//! Metrics of a server.\n #![into = ServerMetrics] \
         /// Requests.\n pub counter requests_total(method: Method, path: &str); \
         /// Time to answer.\n #[cfg(unix)] histogram request_duration_seconds;",
    );
}
