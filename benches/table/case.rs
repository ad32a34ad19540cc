//! Cases: what is measured, by whom, and the bar that Gapless is held to.

/// One row of the table.
pub(crate) struct Case {
    pub(crate) what: &'static str,
    /// How many things one iteration does: 1, or the series of a rendering.
    pub(crate) n: usize,
    /// Whether it is a matter of several threads.
    pub(crate) concurrent: bool,
    pub(crate) bars: Vec<Bar>,
    pub(crate) contenders: Vec<Contender>,
}

/// What Gapless may cost at most, with one thread and with several.
pub(crate) enum Bar {
    /// A part of what the best peer costs.
    OfBest([f64; 2]),
    /// A part of what one peer costs.
    Of(&'static str, [f64; 2]),
    /// A multiple of the limit.
    OfLimit(f64),
    /// As much as the best peer, but for less than a nanosecond.
    SameAsBest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Gapless, as one would write it.
    Gapless,
    /// Gapless, in another way that there is.
    Variant,
    Peer,
    /// What no library can be faster than.
    Limit,
}

/// One way of doing what is measured.
pub(crate) struct Contender {
    pub(crate) role: Role,
    pub(crate) name: &'static str,
    /// Does it so many times.
    pub(crate) run: Box<dyn Fn(usize) + Sync>,
}

impl Contender {
    /// One that does something in each iteration, told its number.
    pub(crate) fn new<R>(role: Role, name: &'static str, step: impl Fn(usize) -> R + Sync + 'static) -> Self {
        Contender::with_loop(role, name, move |n| (0..n).for_each(|i| drop(step(i))))
    }

    /// One with a loop of its own.
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
