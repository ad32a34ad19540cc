//! Snapshots of the expansion of typical functions.

use crate::snapshot;

fn check(name: &str, args: &str, item: &str) {
    let [args, item] = [args, item].map(|tokens| tokens.parse().expect("the test's tokens are Rust"));
    snapshot::check(&format!("instrument_{name}"), super::instrument(args, item));
}

#[test]
fn a_function_expands_to_one_static_and_one_call() {
    check(
        "sync",
        "",
        "/// Makes an account.\npub fn register(form: Form) -> Result<Account, Error> { store(form)? }",
    );
}

#[test]
fn the_polls_of_an_async_function_are_wrapped() {
    check("async", "", "async fn gossip(message: String) { send(message).await; }");
}

#[test]
fn a_returned_future_is_wrapped_when_it_is_created() {
    check(
        "returned_future",
        "",
        "fn greet(name: &str) -> Pin<Box<dyn Future<Output = u8> + Send + '_>> { Box::pin(async { 1 }) }",
    );
}

#[test]
fn an_opaque_response_is_converted_inside_the_call() {
    check("response", "", "async fn show(id: u8) -> impl IntoResponse + Send { page(id).await }");
}

#[test]
fn alerts_and_an_objective_are_in_the_descriptors_of_the_families_that_they_watch() {
    check(
        "watch",
        "name = \"login\", objective(success = 99.90, latency(0.3, 99)), labels(kind: Kind = form.kind()), buckets(0.1, 0.5)",
        "#[alert(LoginsFail, errors(\"5m\") > 0.01, summary = \"Logins fail\")] \
         #[alert(ManyPanics, increase(\"5m\") > 0, summary = \"s\", where(outcome = panic, kind = Kind::Mail))] \
         #[alert(SlowLogins, quantile(0.99, \"5m\") > 1, summary = \"Logins are slow\", by(kind))] \
         #[alert(ManyLogins, value > 10, summary = \"Many logins run\")] \
         /// Logs in.\n fn login(form: Form) -> Result<(), Error> { store(form) }",
    );
}

#[test]
fn a_function_that_never_returns_compiles() {
    check("never", "", "fn serve() -> ! { loop {} }");
}

#[test]
fn a_function_with_a_name_has_its_own_families() {
    check(
        "named",
        "name = \"login\", labels(kind: Kind = form.kind()), error = LoginError, buckets(0.1, 0.5), max_series = 600",
        "async fn login(form: Form) -> Result<Session, LoginError> { check(form).await }",
    );
}

#[test]
fn labels_of_every_function_have_other_names_or_are_off() {
    check(
        "constants",
        "name = \"query\", labels(handler = function, query = \"get\", table = TABLE), module = off",
        "/// Reads one row.\npub fn get() {}",
    );
}

#[test]
fn each_method_of_a_block_is_instrumented() {
    check(
        "impl_block",
        "crate = crate::metrics",
        "impl Lobby { #[metric(skip)] const fn new() -> Self { Lobby } #[metric(error_if = Option::is_none)] fn join(&self) -> Option<u8> { None } }",
    );
}

#[test]
fn the_query_selects_one_of_the_functions_that_share_a_name() {
    for function in ["login", "logout"] {
        let item = format!("/// Ends or begins a session.\npub fn {function}() {{}}")
            .parse()
            .expect("the test's tokens are Rust");
        let written = super::instrument("name = \"session\"".parse().expect("the arguments are Rust"), item)
            .to_string();
        let query = format!(r#"session_calls_total{{function=\"{function}\"}}"#);
        assert!(written.contains(&query), "{query} in {written}");
    }
}
