//! Cases: what is measured, by which contenders, and the target for Gapless.

/// One row of the table.
pub(crate) struct Case {
    pub(crate) what: &'static str,
    /// The number of items in one iteration: 1, or the series of a rendering.
    pub(crate) n: usize,
    /// Whether the case is also measured with several threads.
    pub(crate) concurrent: bool,
    pub(crate) bars: Vec<Bar>,
    pub(crate) contenders: Vec<Contender>,
}

/// The target: the cost that Gapless aims for, with one thread and with several.
pub(crate) enum Bar {
    /// A fraction of the cost of the best peer.
    OfBest([f64; 2]),
    /// A fraction of the cost of one peer.
    Of(&'static str, [f64; 2]),
    /// A multiple of the limit.
    OfLimit(f64),
    /// The cost of the best peer, plus less than a nanosecond.
    SameAsBest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Gapless, in its usual form.
    Gapless,
    /// Gapless, in another form.
    Variant,
    Peer,
    /// A lower limit for every library.
    Limit,
}

/// One way to do the work of a case.
pub(crate) struct Contender {
    pub(crate) role: Role,
    pub(crate) name: &'static str,
    /// Does the work the given number of times.
    pub(crate) run: Box<dyn Fn(usize) + Sync>,
}

impl Contender {
    /// Creates a contender that calls `step` with the number of each iteration.
    pub(crate) fn new<R>(role: Role, name: &'static str, step: impl Fn(usize) -> R + Sync + 'static) -> Self {
        Contender::with_loop(role, name, move |n| (0..n).for_each(|i| drop(step(i))))
    }

    /// Creates a contender that contains its own loop.
    pub(crate) fn with_loop(role: Role, name: &'static str, run: impl Fn(usize) + Sync + 'static) -> Self {
        Contender { role, name, run: Box::new(run) }
    }
}

pub(crate) fn gapless<R>(step: impl Fn(usize) -> R + Sync + 'static) -> Contender {
    Contender::new(Role::Gapless, "Gapless", step)
}

pub(crate) fn variant<R>(name: &'static str, step: impl Fn(usize) -> R + Sync + 'static) -> Contender {
    Contender::new(Role::Variant, name, step)
}

pub(crate) fn peer<R>(name: &'static str, step: impl Fn(usize) -> R + Sync + 'static) -> Contender {
    Contender::new(Role::Peer, name, step)
}

pub(crate) fn limit(name: &'static str, run: impl Fn(usize) + Sync + 'static) -> Contender {
    Contender::with_loop(Role::Limit, name, run)
}
