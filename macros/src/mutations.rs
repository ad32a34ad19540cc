//! Incomplete input: no macro panics on it, and every expansion is valid Rust.
//!
//! Each token of a declaration is removed once and doubled once.

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::{
    defmetrics, event, expect_crates, expect_modules, instrument, label_value, measured, on_event, poll,
};

/// Returns the tokens with one token removed or doubled, for each token at any depth.
fn mutations(tokens: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let with = |i: usize, instead: Vec<TokenTree>| {
        let (before, after) = (trees[..i].iter().cloned(), trees[i + 1..].iter().cloned());
        before.chain(instead).chain(after).collect::<TokenStream>()
    };
    let mutate = |(i, tree): (usize, &TokenTree)| {
        let mut all = vec![with(i, vec![]), with(i, vec![tree.clone(), tree.clone()])];
        if let TokenTree::Group(group) = tree {
            let inner = mutations(&group.stream()).into_iter();
            all.extend(inner.map(|inner| with(i, vec![Group::new(group.delimiter(), inner).into()])));
        }
        all
    };
    trees.iter().enumerate().flat_map(mutate).collect()
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the test's tokens are Rust")
}

#[track_caller]
fn check(source: &str, expand: impl Fn(TokenStream) -> TokenStream) {
    let all = mutations(&tokens(source));
    assert!(all.len() > 50, "{}", all.len());
    for mutation in all {
        let expansion = expand(mutation.clone());
        if let Err(error) = syn::parse2::<syn::File>(expansion) {
            panic!("{error}, from {mutation}");
        }
    }
}

#[test]
fn defmetrics_expands_any_mutation() {
    check(
        "#![namespace = \"grapevine\"] #![crate = crate::gapless] \
         #[doc = \"Jobs.\"] #[max_series(10)] #[expire_after(\"10m\")] #[skip(done = \"true\")] \
         #[seed(game = [\"chess\", \"go\"])] \
         pub counter jobs_total(done: bool, #[name(\"the.game\")] game: impl AsRef<str>, kind = \"mail\"): f64; \
         #[doc = \"Sizes.\"] #[cfg(unix)] #[unit(\"bytes\")] \
         #[native(factor = 1.05, zero_threshold = 0.5, max_buckets = 9)] #[exemplars] \
         #[buckets(exponential(64, 4.0, 8))] histogram size_bytes; \
         #[doc = \"Waits.\"] #[quantiles(0.5, 0.99)] #[window(\"5m\")] \
         #[on(Waited<'_>, measure = took, keep = |event| event.is_new(), tags(kind = event.of), unit = \"ms\")] \
         summary wait_seconds(kind: Kind); \
         #[doc = \"Mails.\"] #[alert(Many, ratio(a::b_total, \"5m\") >= -1.5, for = \"0s\", severity = \"page\", \
         summary = \"s\", runbook = \"https://a.b\", where(kind = Kind::Mail, game != [\"a\", \"b\"], done = Some(true)), \
         by(kind))] #[alert(None, absent(\"5m\"), summary = \"s\")] counter mails_total(kind: Kind, game: &str, done: Option<bool>); \
         #[doc = \"Room.\"] #[seed(-1.5)] #[unit(none)] gauge room(of: Option<&'static Lobby>);",
        defmetrics::defmetrics,
    );
}

#[test]
fn label_value_expands_any_mutation() {
    check(
        "#[label(rename_all = \"kebab-case\", crate = crate::gapless)] pub enum Failure<'a, T: Debug> where T: 'a \
         { #[label(rename = \"off-topic\")] OffTopic, Io(io::Error), Parse { line: &'a T } }",
        label_value::derive,
    );
}

#[test]
fn event_expands_any_mutation() {
    check(
        "#[event(name = \"page.served\", span, crate = crate::gapless)] pub struct PageServed<'a> where u8: 'a \
         { path: &'a str, #[event(measure = \"ms\")] pub took: u64, #[event(measure)] lines: u64 }",
        event::derive,
    );
}

#[test]
fn expect_crates_expands_any_mutation() {
    check(
        "crate = crate::gapless, chat, r#try, games = their_games, a, b, c = d, e, f, g, h",
        expect_crates::expect_crates,
    );
}

#[test]
fn expect_modules_expands_any_mutation() {
    check(
        "crate = crate::gapless, crate::chat, crate::r#try, crate::games::go, crate::a::b, crate::c, crate::d::e::f",
        expect_modules::expect_modules,
    );
}

#[test]
fn instrument_metric_expands_any_mutation_of_its_arguments() {
    check(
        "name = \"login\", labels(kind: Kind = form.kind()), error = LoginError, buckets(exponential(0.001, 2, 12)), \
         max_series = 1000, sample = 16, by_outcome, exemplars, skip(in_flight), objective(success = 99.9, latency(0.25, 99)), \
         crate = crate::gapless",
        |args| {
            instrument::instrument(
                args,
                tokens(
                    "#[alert(Fails, errors(\"5m\") > 1, summary = \"s\", by(kind))] async fn login(form: Form) -> Result<u8, LoginError> { Ok(1) }",
                ),
            )
        },
    );
}

/// Invalid items are emitted unchanged, so this test only checks that the macro does not panic.
#[test]
fn instrument_metric_survives_any_mutation_of_a_block() {
    let block = "impl<'a, T> Lobby<'a, T> where T: Clone { const N: u8 = 1; #[metric(skip)] const fn new() -> Self { Lobby } \
         #[alert(Fails, quantile(0.9, \"5m\") > 1, summary = \"s\", where(any = true))] \
         #[metric(name = \"join\", labels(any: bool = self.any()))] pub async fn join(&mut self, (a, b): (u8, u8)) \
         -> Result<impl Sized, Self::Error> { self.guests.push(a)?; Ok(b) } }";
    for mutation in mutations(&tokens(block)) {
        instrument::instrument(tokens("crate = crate::gapless"), mutation);
    }
}

#[test]
fn instrument_metric_survives_any_mutation_of_a_type() {
    let lobby = "#[doc = \"A lobby.\"] pub struct Lobby<T: Send, const N: usize> where T: Sync { \
         #[doc = \"Waiting.\"] #[metric(gauge, name = \"players\", with = Room::players)] \
         #[alert(Full, value > 1, summary = \"s\", where(region = Region::Eu, name = \"a\"), by(name))] waiting: [T; N], \
         #[doc = \"Time.\"] #[cfg(unix)] #[metric(histogram, name = \"join_seconds\", unit = \"seconds\", \
         buckets(0.1, 0.5))] joins: Joins, #[doc = \"Phase.\"] #[metric(stateset)] phase: Mutex<Phase>, \
         #[metric(label, max = 10)] name: String, #[metric(label)] region: Region, #[metric(info)] version: String }";
    let args = tokens("namespace = \"lobby\", group = \"games\", crate = crate::gapless");
    for mutation in mutations(&tokens(lobby)) {
        measured::measure(args.clone(), mutation);
    }
    check(
        "namespace = \"lobby\", group = \"games\", max_series = 1000, crate = crate::a::b::c::d, labels(a, b), name",
        |args| measured::measure(args, tokens(lobby)),
    );
    for mutation in mutations(&tokens("#[doc = \"A phase.\"] pub enum Phase<T> { #[metric(gauge)] A, B(T) }"))
    {
        measured::measure(args.clone(), mutation);
    }
}

/// Invalid items are emitted unchanged, so the first part only checks that the macro does not panic.
#[test]
fn on_event_survives_any_mutation() {
    let function = "#[cfg(unix)] pub(crate) fn log<'a>(PageServed { path, .. }: &'a PageServed<'a>) where u8: 'a { print(path) }";
    for mutation in mutations(&tokens(function)) {
        on_event::on_event(tokens("crate = crate::gapless"), &mutation);
    }
    check("crate = crate::gapless, crate = a::b::c::d::e, PageServed, crates = f, g, h, i, j", |args| {
        on_event::on_event(args, &tokens(function))
    });
}

#[test]
fn poll_expands_any_mutation_of_its_arguments() {
    let args = "every = \"5s\", name = \"queue\", group = \"jobs\", limit = \"1s\", delay = \"10s\", detach_on_error, crate = crate::gapless";
    let item = "/// Looks.\n pub(crate) async fn queue() -> Result<(), Error> { look().await }";
    check(args, |args| poll::poll(args, tokens(item)));
}
