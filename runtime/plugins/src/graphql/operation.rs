//! The operation of a request: its type, and the root field that stands for it.
//!
//! Only names of the schema become labels, so a client cannot create series.

use std::time::Duration;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaType, Registry};
use gapless_core::__private::OTHER;
use gapless_core::dynamic::Shared;
use gapless_core::{Counter, Histogram, LabelValue as _, Outcome, UpDownCounter};

use super::metrics::{GraphQlMetrics, MAX_FIELDS};
use crate::timed::OUTCOMES;

/// The label of all fields that describe the schema.
const INTROSPECTION: &str = "__schema";

/// The operation that a request selects. It may still be invalid.
pub(super) struct Selected {
    ty: OperationType,
    /// The root field of the schema that stands for the operation.
    field: String,
}

/// The handles of one root field.
pub(super) struct Operation {
    /// By outcome.
    requests: [Counter<u64, Shared>; 4],
    kind: Kind,
}

enum Kind {
    /// A query or a mutation.
    Once(Histogram<Duration, Shared>),
    Subscription(Subscription),
}

/// The further handles of a subscription.
#[derive(Clone)]
pub(super) struct Subscription {
    pub(super) active: UpDownCounter<Shared>,
    pub(super) events: Counter<u64, Shared>,
}

impl Selected {
    /// Finds the operation that a request names. Returns `None` if the document does not have it.
    pub(super) fn find(
        registry: &Registry,
        document: &ExecutableDocument,
        name: Option<&str>,
    ) -> Option<Self> {
        let operation = selected(document, name)?;
        let root = registry.types.get(root_type(registry, operation.ty).unwrap_or_default());
        let selection = &operation.selection_set.node;
        let field = match root.and_then(|root| first_field(root, document, selection)) {
            Some(field) => field,
            None if is_introspection(selection) => INTROSPECTION,
            None => OTHER,
        };
        Some(Selected { ty: operation.ty, field: field.to_owned() })
    }
}

impl Operation {
    /// Creates the handles of an operation that is valid.
    pub(super) fn of(metrics: &GraphQlMetrics, selected: &Selected) -> Self {
        Operation::new(metrics, selected.ty, &selected.field)
    }

    /// Creates the handles of a root field, and thereby all of its series at zero.
    fn new(metrics: &GraphQlMetrics, ty: OperationType, field: &str) -> Self {
        let label = match ty {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        let kind = match ty {
            OperationType::Subscription => Kind::Subscription(Subscription {
                active: metrics.subscriptions_active(field).into_owned(),
                events: metrics.subscription_events_total(field).into_owned(),
            }),
            _ => Kind::Once(metrics.request_duration_seconds(label, field).into_owned()),
        };
        let requests = OUTCOMES.map(|outcome| metrics.requests_total(label, field, outcome).into_owned());
        Operation { requests, kind }
    }

    pub(super) fn subscription(&self) -> Option<&Subscription> {
        match &self.kind {
            Kind::Subscription(subscription) => Some(subscription),
            Kind::Once(_) => None,
        }
    }

    pub(super) fn end(&self, outcome: Outcome, elapsed: Duration) {
        self.requests[outcome.index()].inc();
        if let Kind::Once(duration) = &self.kind {
            duration.observe(elapsed);
        }
    }
}

/// Exports the series of all root fields at zero, unless the schema has more fields than places.
pub(super) fn seed(metrics: &GraphQlMetrics, registry: &Registry) {
    let types = [OperationType::Query, OperationType::Mutation, OperationType::Subscription];
    let fields = types.into_iter().flat_map(|ty| {
        let root = root_type(registry, ty).and_then(|root| registry.types.get(root)?.fields());
        root.into_iter().flat_map(|fields| fields.keys()).map(move |field| (ty, field))
    });
    let fields: Vec<_> = fields.filter(|(_, field)| !field.starts_with("__")).collect();
    if fields.len() < MAX_FIELDS {
        fields.into_iter().for_each(|(ty, field)| drop(Operation::new(metrics, ty, field)));
    }
}

/// Returns the operation of a document that a request executes.
fn selected<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => operation,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name)?,
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()?
        }
        _ => return None,
    };
    Some(&operation.node)
}

fn root_type(registry: &Registry, ty: OperationType) -> Option<&str> {
    match ty {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_deref(),
        OperationType::Subscription => registry.subscription_type.as_deref(),
    }
}

/// Returns the first field of a selection that the root type has. The parser has bounded the levels of fragments.
fn first_field<'a>(
    root: &'a MetaType,
    document: &ExecutableDocument,
    selection: &SelectionSet,
) -> Option<&'a str> {
    selection.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) => {
            let name = field.node.name.node.as_str();
            let known = root.field_by_name(name).filter(|_| !name.starts_with("__"));
            known.map(|field| field.name.as_str())
        }
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
            first_field(root, document, &fragment.node.selection_set.node)
        }
        Selection::InlineFragment(fragment) => first_field(root, document, &fragment.node.selection_set.node),
    })
}

/// Returns whether a selection has a field that describes the schema.
fn is_introspection(selection: &SelectionSet) -> bool {
    selection.items.iter().any(|item| match &item.node {
        Selection::Field(field) => field.node.name.node.starts_with("__"),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
    })
}
