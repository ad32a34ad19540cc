//! The declared catalog of the running program.

use gapless_core::{Descriptor, Kind, LabelPattern, Registry};

use super::{
    Alert, Catalog, Declaration, Family, Label, LatencyObjective, Matcher, Measure, Native, Objective, Origin,
};

impl Catalog {
    /// Returns the catalog of all metrics that this program declares, exported or not, and of those of Gapless itself.
    ///
    /// It is equal to the catalog that [`from_lines`](Self::from_lines) reads from the file of the same program. The
    /// metrics of the structs of `#![into = ..]` are in it whether or not a registry has them, under the names in their
    /// declarations. Metrics that the program creates at run time are not in it.
    ///
    /// ```
    /// use gapless::artifacts::Catalog;
    ///
    /// gapless::defmetrics! {
    ///     /// Jobs in the queue.
    ///     gauge queue_length(urgent: bool);
    /// }
    ///
    /// let catalog = Catalog::declared();
    /// let labels = &catalog.family("queue_length")?.declarations[0].labels;
    /// assert_eq!((&*labels[0].name, labels[0].values.as_ref().map(Vec::len)), ("urgent", Some(2)));
    /// # Ok::<(), gapless::artifacts::Error>(())
    /// ```
    #[must_use]
    pub fn declared() -> Self {
        Catalog::new(Registry::all_declared().map(Family::of_descriptor).chain(Catalog::own_families()))
    }

    /// Returns the families of Gapless's core.
    pub(super) fn own_families() -> impl Iterator<Item = Family> {
        Registry::all_own().map(Family::of_descriptor)
    }
}

impl Family {
    /// Creates the family of one declaration.
    #[doc(hidden)]
    #[must_use]
    pub fn of_descriptor(of: &Descriptor) -> Self {
        Family {
            name: of.name.to_owned(),
            kind: of.kind,
            help: of.help.to_owned(),
            unit: of.unit.map(str::to_owned),
            group: of.group.to_owned(),
            declarations: vec![Declaration::of_descriptor(of)],
        }
    }
}

impl Declaration {
    pub(super) fn of_descriptor(of: &Descriptor) -> Self {
        let quantiles = of.quantiles.filter(|_| of.kind == Kind::Summary);
        Declaration {
            declared_name: None,
            constant_labels: of
                .constant_labels
                .iter()
                .map(|&(name, value)| (name.into(), value.into()))
                .collect(),
            labels: labels_of(of),
            buckets: of.buckets.to_vec(),
            native: of.native.filter(|_| of.kind == Kind::Histogram).map(Native::from),
            quantiles: quantiles.map(|of| of.at.to_vec()).unwrap_or_default(),
            window: quantiles.map(|of| of.window),
            exemplars: of.exemplars,
            states: of.states.map(|states| states.iter().map(str::to_owned).collect()).unwrap_or_default(),
            origin: origin_of(of),
            namespace: of.namespace.to_owned(),
            package: of.location.krate.to_owned(),
            version: of.location.version.to_owned(),
            file: of.location.file.to_owned(),
            line: of.location.line,
            alerts: of.alerts.iter().filter_map(Alert::of_declaration).collect(),
            objective: of.objective.map(Objective::from),
        }
    }
}

/// Returns the labels. A function has neither the labels that are always absent, nor the outcomes that cannot happen.
fn labels_of(of: &Descriptor) -> Vec<Label> {
    let is_function = of.origin == gapless_core::Origin::Function;
    let (absent, there): (Vec<&gapless_core::Label>, Vec<_>) =
        of.labels.iter().partition(|label| is_function && is_always_absent(label));
    let is_always_there =
        |pair: &LabelPattern| pair.1.is_empty() && absent.iter().any(|label| label.name == pair.0);
    let is_possible = |own: LabelPattern| {
        let skips = |pattern: &[LabelPattern]| {
            pattern.contains(&own) && pattern.iter().all(|pair| *pair == own || is_always_there(pair))
        };
        !is_function || !of.skipped.iter().any(|pattern| skips(pattern))
    };
    let possible = |label: &gapless_core::Label| -> Option<Vec<String>> {
        let values = label.values?.iter().filter(|value| is_possible((label.name, value)));
        Some(values.map(str::to_owned).collect())
    };
    there.into_iter().map(|label| Label { name: label.name.to_owned(), values: possible(label) }).collect()
}

fn is_always_absent(label: &gapless_core::Label) -> bool {
    label.values.is_some_and(|values| values.iter().all(str::is_empty))
}

fn origin_of(of: &Descriptor) -> Origin {
    match (of.origin, of.owner) {
        (gapless_core::Origin::Function, _) => Origin::Function,
        (gapless_core::Origin::Sampled, _) => Origin::Sampled,
        (gapless_core::Origin::Struct, Some(name)) => Origin::Measured(name.to_owned()),
        (_, Some(name)) => Origin::Struct(name.to_owned()),
        _ => Origin::Declaration,
    }
}

impl From<gapless_core::Native> for Native {
    fn from(of: gapless_core::Native) -> Self {
        Native {
            schema: of.schema,
            zero_threshold: of.zero_threshold,
            max_buckets: of.max_buckets,
            max_zero_threshold: of.max_zero_threshold,
        }
    }
}

impl Alert {
    /// Creates the alert of a declaration; `None` if its measure is unknown.
    fn of_declaration(of: &gapless_core::Alert) -> Option<Self> {
        Some(Alert {
            name: of.name.to_owned(),
            measure: Measure::of_declaration(of.measure)?,
            comparison: of.comparison,
            threshold: of.threshold,
            matchers: of.matchers.iter().copied().map(Matcher::from).collect(),
            by: of.by.iter().map(|&label| label.to_owned()).collect(),
            hold: of.hold,
            severity: of.severity.to_owned(),
            summary: of.summary.to_owned(),
            description: of.description.map(str::to_owned),
            runbook: of.runbook.map(str::to_owned),
        })
    }
}

impl Measure {
    fn of_declaration(of: gapless_core::Measure) -> Option<Self> {
        use gapless_core::Measure as Declared;
        Some(match of {
            Declared::Value => Measure::Value,
            Declared::Rate(window) => Measure::Rate(window),
            Declared::Increase(window) => Measure::Increase(window),
            Declared::Quantile(at, window) => Measure::Quantile(at, window),
            Declared::Ratio(other, window) => Measure::Ratio(other.to_owned(), window),
            Declared::Absent(window) => Measure::Absent(window),
            _ => return None,
        })
    }
}

impl From<gapless_core::Matcher> for Matcher {
    fn from(of: gapless_core::Matcher) -> Self {
        let values = of.values.iter().map(|&value| value.to_owned()).collect();
        Matcher { label: of.label.to_owned(), values, negated: of.negated }
    }
}

impl From<gapless_core::Objective> for Objective {
    fn from(of: gapless_core::Objective) -> Self {
        let latency = of.latency.map(|latency| LatencyObjective {
            threshold: latency.threshold,
            percent: latency.percent.to_owned(),
        });
        Objective { success: of.success.map(str::to_owned), latency }
    }
}
