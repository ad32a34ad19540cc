//! Subscribers: whether the layers of a subscriber can have filters of their own.

use std::any::type_name;

use tracing_subscriber::Registry;

/// Whether a subscriber gives out the ids that filters of layers need.
///
/// A `Registry` does, and so does a stack of layers on a `Registry`; other subscribers panic when a layer asks for an
/// id. No method tells them apart, so the name of the type decides. If the compiler ever writes that name differently,
/// the layer works without a filter.
pub(super) fn has_filters<S>() -> bool {
    is_on_registry(type_name::<S>())
}

/// Whether a name is `Registry`, or `Layered<L, S>` with such a name in the place of `S`.
fn is_on_registry(name: &str) -> bool {
    name == type_name::<Registry>() || arguments_of_layered(name).is_some_and(ends_on_registry)
}

fn arguments_of_layered(name: &str) -> Option<&str> {
    name.strip_prefix("tracing_subscriber::layer::layered::Layered<")?.strip_suffix('>')
}

/// Whether the last argument is such a name. The rest after a comma inside an earlier argument has an unmatched
/// bracket.
fn ends_on_registry(arguments: &str) -> bool {
    arguments.match_indices(", ").any(|(at, comma)| is_on_registry(&arguments[at + comma.len()..]))
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::{Identity, Layered};
    use tracing_subscriber::registry::Registry;

    use super::has_filters;

    struct Other;

    type On<S> = Layered<Identity, S>;
    type Pair<S> = Layered<Layered<fn(u8) -> Identity, (Identity, Registry), S>, S>;

    #[test]
    fn stacks_of_layers_on_a_registry_have_filters() {
        assert!(has_filters::<Registry>());
        assert!(has_filters::<On<Registry>>());
        assert!(has_filters::<On<On<On<Registry>>>>());
        assert!(has_filters::<On<Pair<On<Registry>>>>());
        assert!(has_filters::<Layered<(Registry, Other), Registry>>());
    }

    #[test]
    fn other_subscribers_have_no_filters() {
        assert!(!has_filters::<Other>());
        assert!(!has_filters::<On<Other>>());
        assert!(!has_filters::<On<Option<Registry>>>());
        assert!(!has_filters::<Layered<Registry, Other>>());
        assert!(!has_filters::<On<Pair<Other>>>());
        assert!(!has_filters::<On<Pair<Option<On<Registry>>>>>());
    }
}
