//! GraphQL, with a schema of async-graphql.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest};
use async_graphql::{Object, Request, Schema, ServerError, ServerResult, Subscription};
use futures_util::stream::{self, Stream};
use futures_util::{FutureExt as _, StreamExt as _};
use gapless::Instance;
use gapless::plugins::GraphQl;
use tokio::time::{sleep, timeout};

use crate::{start, text, value};

struct Query;

#[Object]
impl Query {
    async fn users(&self, fail: Option<bool>) -> Result<Vec<User>, &'static str> {
        if fail == Some(true) { Err("the database is down") } else { Ok(vec![User, User]) }
    }

    async fn slow(&self) -> bool {
        sleep(Duration::from_secs(3)).await;
        true
    }

    async fn broken(&self) -> bool {
        assert_eq!(1, 2, "the resolver is broken");
        true
    }
}

struct User;

#[Object]
impl User {
    async fn name(&self) -> &str {
        "Ann"
    }

    async fn friends(&self) -> Vec<User> {
        vec![User]
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn rename(&self) -> bool {
        true
    }
}

struct Subscriptions;

#[Subscription]
impl Subscriptions {
    async fn ticks(&self) -> impl Stream<Item = i32> {
        stream::iter(0..3).chain(stream::pending())
    }

    async fn countdown(&self) -> impl Stream<Item = i32> {
        stream::iter(0..3)
    }
}

type Site = Schema<Query, Mutation, Subscriptions>;

/// A schema that is measured by a started plugin.
async fn site() -> (Site, Instance) {
    let graphql = GraphQl::new();
    let schema = Schema::build(Query, Mutation, Subscriptions).extension(graphql.extension());
    (schema.limit_depth(4).limit_complexity(20).finish(), start(graphql).await)
}

fn requests(instance: &Instance, operation_type: &str, field: &str, outcome: &str) -> Option<f64> {
    let labels = format!("operation_type=\"{operation_type}\",field=\"{field}\",outcome=\"{outcome}\"");
    value(instance, &format!("graphql_requests_total{{{labels}}}"))
}

fn invalid(instance: &Instance, reason: &str) -> Option<f64> {
    value(instance, &format!("graphql_invalid_requests_total{{reason=\"{reason}\"}}"))
}

fn duration(instance: &Instance, operation_type: &str, field: &str, part: &str) -> Option<f64> {
    let labels = format!("operation_type=\"{operation_type}\",field=\"{field}\"");
    value(instance, &format!("graphql_request_duration_seconds_{part}{{{labels}}}"))
}

#[tokio::test(start_paused = true)]
async fn a_request_is_counted_by_type_root_field_and_outcome() {
    let (site, instance) = site().await;
    assert!(site.execute("{ users { name } }").await.is_ok());
    assert!(site.execute("{ users(fail: true) { name } }").await.is_err());
    assert!(site.execute("{ slow }").await.is_ok());
    assert!(site.execute("mutation { rename }").await.is_ok());
    assert_eq!(requests(&instance, "query", "users", "ok"), Some(1.0));
    assert_eq!(requests(&instance, "query", "users", "error"), Some(1.0));
    assert_eq!(requests(&instance, "mutation", "rename", "ok"), Some(1.0));
    assert_eq!(duration(&instance, "query", "users", "count"), Some(2.0));
    assert_eq!(duration(&instance, "query", "slow", "sum"), Some(3.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn all_root_fields_are_zero_from_the_first_request_on() {
    let (site, instance) = site().await;
    assert_eq!(invalid(&instance, "validation"), Some(0.0));
    assert!(site.execute("{ users { name } }").await.is_ok());
    for outcome in ["ok", "error", "panic", "cancelled"] {
        assert_eq!(requests(&instance, "query", "slow", outcome), Some(0.0));
        assert_eq!(requests(&instance, "mutation", "rename", outcome), Some(0.0));
        assert_eq!(requests(&instance, "subscription", "ticks", outcome), Some(0.0));
        assert_eq!(requests(&instance, "mutation", "users", outcome), None);
    }
    assert_eq!(value(&instance, "graphql_subscriptions_active{field=\"ticks\"}"), Some(0.0));
    assert_eq!(value(&instance, "graphql_subscription_events_total{field=\"ticks\"}"), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn names_of_the_client_do_not_create_series() {
    let (site, instance) = site().await;
    let _ = site.execute("{ users { name } }").await;
    let series = |text: &str| text.lines().filter(|line| line.starts_with("graphql_")).count();
    let before = series(&text(&instance));
    for n in 0..50 {
        let query = format!("query Mine{n} {{ alias{n}: users {{ name }} }} query Other {{ slow }}");
        let request = Request::new(query).operation_name(format!("Mine{n}"));
        assert!(site.execute(request).await.is_ok());
        assert!(site.execute(format!("{{ field{n} }}")).await.is_err());
        assert!(
            site.execute(format!("query Q{n}($v{n}: Boolean) {{ users(fail: $v{n}) {{ name }} }}"))
                .await
                .is_ok()
        );
    }
    let text = text(&instance);
    assert_eq!(series(&text), before);
    assert!(!text.contains("alias") && !text.contains("Mine") && !text.contains("field1"), "{text}");
    assert_eq!(requests(&instance, "query", "users", "ok"), Some(101.0));
    assert_eq!(invalid(&instance, "validation"), Some(50.0));
    instance.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_first_root_field_of_the_schema_stands_for_a_query() {
    let (site, instance) = site().await;
    let queries = [
        "{ __typename a: slow users { name } }",
        "{ ...everything } fragment everything on Query { slow users { name } }",
        "{ ... on Query { slow } users { name } }",
    ];
    for query in queries {
        assert!(site.execute(query).await.is_ok());
    }
    assert_eq!(requests(&instance, "query", "slow", "ok"), Some(3.0));
    assert_eq!(requests(&instance, "query", "users", "ok"), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn introspection_has_one_label() {
    let (site, instance) = site().await;
    for query in
        ["{ __schema { queryType { name } } }", "{ __type(name: \"User\") { name } }", "{ __typename }"]
    {
        assert!(site.execute(query).await.is_ok());
    }
    assert_eq!(requests(&instance, "query", "__schema", "ok"), Some(3.0));
    assert!(!text(&instance).contains("field=\"__type"));
    instance.shutdown().await;
}

#[tokio::test]
async fn an_invalid_request_is_counted_by_reason_and_not_executed() {
    let (site, instance) = site().await;
    let deep = "{ users { friends { friends { friends { friends { name } } } } } }";
    let complex =
        format!("{{ {} }}", (0..30).map(|n| format!("a{n}: users {{ name }} ")).collect::<String>());
    let two = "query A { slow } query B { slow }";
    for (query, reason) in [
        (Request::new("{ users {"), "parse"),
        (Request::new("{ nobody }"), "validation"),
        (Request::new("{ users }"), "validation"),
        (Request::new(deep), "depth"),
        (Request::new(complex), "complexity"),
        (Request::new(two), "operation"),
        (Request::new(two).operation_name("C"), "operation"),
    ] {
        let before = invalid(&instance, reason).expect("it starts at zero");
        assert!(site.execute(query).await.is_err());
        assert_eq!(invalid(&instance, reason), Some(before + 1.0), "{reason}");
    }
    for field in ["users", "slow", "_other"] {
        assert!(matches!(requests(&instance, "query", field, "error"), None | Some(0.0)), "{field}");
    }
    instance.shutdown().await;
}

/// An extension that refuses all requests, as one for persisted queries refuses unknown ones.
struct Refusing;

impl ExtensionFactory for Refusing {
    fn create(&self) -> std::sync::Arc<dyn Extension> {
        std::sync::Arc::new(Refusing)
    }
}

#[async_trait::async_trait]
impl Extension for Refusing {
    async fn prepare_request(
        &self,
        _: &ExtensionContext<'_>,
        _: Request,
        _: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        Err(ServerError::new("PersistedQueryNotFound", None))
    }
}

#[tokio::test]
async fn a_request_that_another_extension_refuses_is_counted() {
    let graphql = GraphQl::new();
    let schema = Schema::build(Query, Mutation, Subscriptions).extension(graphql.extension());
    let site = schema.extension(Refusing).finish();
    let instance = start(graphql).await;
    assert!(site.execute("{ users { name } }").await.is_err());
    assert_eq!(invalid(&instance, "refused"), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_and_a_cancellation_have_outcomes() {
    let (site, instance) = site().await;
    AssertUnwindSafe(site.execute("{ broken }")).catch_unwind().await.unwrap_err();
    timeout(Duration::from_secs(1), site.execute("{ slow }")).await.unwrap_err();
    assert_eq!(requests(&instance, "query", "broken", "panic"), Some(1.0));
    assert_eq!(requests(&instance, "query", "slow", "cancelled"), Some(1.0));
    assert_eq!(duration(&instance, "query", "slow", "sum"), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn complexity_and_depth_of_valid_documents_are_observed() {
    let (site, instance) = site().await;
    let _ = site.execute("{ users { name friends { name } } }").await;
    let _ = site.execute("{ nobody }").await;
    assert_eq!(value(&instance, "graphql_query_complexity_sum"), Some(4.0));
    assert_eq!(value(&instance, "graphql_query_depth_sum"), Some(3.0));
    assert_eq!(value(&instance, "graphql_query_depth_count"), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_subscription_is_active_until_the_client_leaves_or_it_ends() {
    let (site, instance) = site().await;
    let active =
        |field: &str| value(&instance, &format!("graphql_subscriptions_active{{field=\"{field}\"}}"));
    let events =
        |field: &str| value(&instance, &format!("graphql_subscription_events_total{{field=\"{field}\"}}"));

    let mut ticks = site.execute_stream("subscription { ticks }");
    assert!(ticks.next().await.is_some_and(|response| response.is_ok()));
    assert!(ticks.next().await.is_some());
    assert_eq!((active("ticks"), events("ticks")), (Some(1.0), Some(2.0)));
    drop(ticks);
    assert_eq!(active("ticks"), Some(0.0));
    assert_eq!(requests(&instance, "subscription", "ticks", "cancelled"), Some(1.0));

    let mut countdown = site.execute_stream("subscription { countdown }");
    assert_eq!(countdown.by_ref().count().await, 3);
    assert_eq!((active("countdown"), events("countdown")), (Some(0.0), Some(3.0)));
    drop(countdown);
    assert_eq!(requests(&instance, "subscription", "countdown", "cancelled"), Some(0.0));
    assert_eq!(requests(&instance, "subscription", "countdown", "ok"), Some(1.0));

    assert_eq!(site.execute_stream("subscription { nothing }").count().await, 1);
    assert_eq!(invalid(&instance, "validation"), Some(1.0));
    assert_eq!(duration(&instance, "subscription", "countdown", "count"), None);
    instance.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_query_over_a_stream_counts_as_a_request() {
    let (site, instance) = site().await;
    let mut responses = site.execute_stream("{ slow }");
    assert!(responses.next().await.is_some_and(|response| response.is_ok()));
    drop(responses);
    assert_eq!(requests(&instance, "query", "slow", "ok"), Some(1.0));
    assert_eq!(requests(&instance, "query", "slow", "cancelled"), Some(0.0));
    assert_eq!(duration(&instance, "query", "slow", "sum"), Some(3.0));
    instance.shutdown().await;
}
