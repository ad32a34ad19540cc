//! The metrics of a started plugin.

use std::sync::{Arc, Mutex, PoisonError};

use gapless_core::dynamic::{Registry, Shared};
use gapless_core::{Error, UpDownGuard};
use hashbrown::HashMap;
use http::StatusCode;

use super::computed::{Labels, Numbers};
use super::end::End;
use super::entries::{Entries, Key};
use super::families::{self, Families, InFlight, RouteLabels, RouteMetrics, UNMATCHED};
use super::method::{Method, Protocol};
use super::options::{Names, Options};

/// The largest number of combinations of computed labels. Each has families of its own, which take memory.
const MAX_COMBINATIONS: usize = 256;

#[derive(Debug)]
pub(super) struct Metrics {
    options: Options,
    pub(super) labels: Labels,
    seeds: Vec<End>,
    /// The ends of requests that no route matches, with 404 in any case.
    unmatched_seeds: Vec<End>,
    registry: Registry,
    buckets: Option<Vec<f64>>,
    in_flight: InFlight,
    combinations: Mutex<HashMap<Numbers, Arc<dyn Families>, foldhash::fast::RandomState>>,
    entries: Entries,
}

impl Metrics {
    /// Registers the metrics, and creates the series of known routes at zero.
    pub(super) fn register(
        options: Options,
        registry: Registry,
        buckets: Option<&[f64]>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let seeds: Vec<End> = options.seeds()?.into_iter().map(End::of).collect();
        let metrics = Metrics {
            labels: Labels::new(&options.labels)?,
            unmatched_seeds: with_404(&seeds),
            seeds,
            in_flight: InFlight::register(options.names, &registry)?,
            buckets: buckets.map(<[f64]>::to_vec),
            combinations: Mutex::default(),
            entries: Entries::default(),
            options,
            registry,
        };
        // Also reports names that are taken. All combinations beyond the limit share these families.
        let beyond = metrics.labels.beyond();
        let families = metrics.declare(beyond)?;
        metrics.combinations.lock().unwrap_or_else(PoisonError::into_inner).insert(beyond, families);
        metrics.seed_routes()?;
        Ok(metrics)
    }

    fn seed_routes(&self) -> Result<(), String> {
        let handled = self.options.handlers.iter().map(|(method, route, _)| (method, route));
        let routes = self.options.routes.iter().map(|(method, route)| (method, route));
        for (method, route) in routes.chain(handled) {
            self.seed_route(Method::named(method)?, route);
        }
        if !self.is_ignored(UNMATCHED) {
            [Method::Get, Method::Post].into_iter().for_each(|method| self.seed_route(method, UNMATCHED));
        }
        Ok(())
    }

    fn seed_route(&self, method: Method, route: &str) {
        let protocol = Protocol::default();
        for labels in self.labels.known() {
            self.with_route(&Key { method, protocol, labels, route }, |_| ());
        }
    }

    #[inline]
    pub(super) fn in_flight(&self, method: Method, protocol: Protocol) -> UpDownGuard<Shared> {
        self.in_flight.guard(method, protocol.scheme)
    }

    pub(super) fn is_ignored(&self, route: &str) -> bool {
        self.options.ignored.iter().any(|ignored| ignored == route)
    }

    /// Returns whether the sizes of bodies are measured.
    pub(super) fn sizes(&self) -> bool {
        self.options.sizes
    }

    /// Returns whether the ends of bodies are measured.
    pub(super) fn bodies(&self) -> bool {
        self.options.bodies
    }

    /// Returns whether the protocol is a label.
    pub(super) fn has_protocol(&self) -> bool {
        self.options.names == Names::OpenTelemetry
    }

    /// Calls a function with the metrics of a label set, which exist from then on.
    #[inline]
    pub(super) fn with_route<T>(&self, key: &Key<&str>, call: impl FnOnce(&Arc<dyn RouteMetrics>) -> T) -> T {
        self.entries.with(key, |key| self.route(key), call)
    }

    fn route(&self, key: &Key<&str>) -> Arc<dyn RouteMetrics> {
        let of = RouteLabels {
            method: key.method,
            route: key.route.into(),
            handler: self.handler(key),
            protocol: key.protocol,
        };
        let seeds = if key.route == UNMATCHED { &self.unmatched_seeds } else { &self.seeds };
        self.families(key.labels).route(of, seeds)
    }

    /// Returns the name of the handler of a route, if the metrics have this label.
    fn handler(&self, key: &Key<&str>) -> Option<String> {
        let handlers = &self.options.handlers;
        let is_handler = |(method, route, _): &&(String, String, String)| {
            route == key.route && Method::from_label(method).is_some_and(|method| method == key.method)
        };
        let handler = handlers.iter().find(is_handler).map_or("other", |(_, _, handler)| handler);
        (!handlers.is_empty()).then(|| handler.to_owned())
    }

    /// Returns the families of a combination of computed labels.
    fn families(&self, labels: Numbers) -> Arc<dyn Families> {
        let mut combinations = self.combinations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(families) = combinations.get(&labels) {
            return families.clone();
        }
        let declared = if combinations.len() < MAX_COMBINATIONS { self.declare(labels).ok() } else { None };
        let Some(families) = declared else { return combinations[&self.labels.beyond()].clone() };
        combinations.insert(labels, families.clone());
        families
    }

    fn declare(&self, labels: Numbers) -> Result<Arc<dyn Families>, Error> {
        let label = |registry: Registry, (name, value): (&str, String)| registry.label(name, &value);
        let registry = self.labels.pairs(labels).fold(self.registry.clone(), label);
        families::register(&self.options, &registry, self.buckets.as_deref())
    }
}

fn with_404(seeds: &[End]) -> Vec<End> {
    let not_found = End::of(StatusCode::NOT_FOUND);
    seeds.iter().copied().filter(|end| *end != not_found).chain([not_found]).collect()
}
