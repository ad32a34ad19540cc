//! Shares: the records of some threads from one moment on, for tests.
//!
//! A share keeps slabs that only its threads record into:
//!
//! - The thread that starts a share moves to a new slab.
//! - A thread of the same runtime moves to a new slab before its first record.
//! - A thread that enters a share moves to a slab of the share, and back when it leaves.
//! - The slabs of the runtime's other threads have contents when the share starts, which the reader subtracts. So have
//!   the slabs that the starting thread returns to, if it starts the share in the scope of another share.
//!
//! A slab that replaces another one belongs to all shares of the other one, so shares can be nested. Shares release
//! their slabs when they end. Until then no other thread takes them over, also if their threads have exited.
//!
//! Recording does not change: a thread still records into the slab that its directory belongs to. The lock in this
//! module is taken when a thread records for the first time, when it exits, and by shares.

use std::iter::successors;
use std::marker::PhantomData;
use std::ptr;
use std::sync::{Mutex, MutexGuard};

use super::list::Slab;
use super::{n_slots, Tenancy, Threads, SLABS, TENANCY};
use crate::unwind::lock;

/// A function that returns the name of the current thread's async runtime, which no other runtime has.
///
/// This crate knows no runtime, so another crate submits the function.
#[derive(Debug)]
pub struct CurrentRuntime(pub fn() -> Option<String>);

inventory::collect!(CurrentRuntime);

fn current_runtime() -> Option<String> {
    inventory::iter::<CurrentRuntime>.into_iter().find_map(|current| (current.0)())
}

/// All slabs in use, and all shares.
static ALL: Mutex<All> = Mutex::new(All { tenants: Vec::new(), shares: Vec::new(), n_started: 0 });

struct All {
    tenants: Vec<Tenant>,
    shares: Vec<Started>,
    /// The number of shares that were started so far.
    n_started: u64,
}

/// A slab that a thread records into, now or when it enters a share again.
struct Tenant {
    slab: &'static Slab,
    runtime: Option<String>,
}

struct Started {
    id: u64,
    runtime: Option<String>,
    /// The slabs of the share, which it keeps.
    slabs: Vec<&'static Slab>,
    inner: Vec<Inner>,
}

/// The slab that a thread uses while it is in the share. The share keeps both slabs.
struct Inner {
    /// The slab that the thread uses otherwise.
    outer: &'static Slab,
    slab: &'static Slab,
}

/// The records of some threads since the share was started.
#[derive(Debug)]
pub(crate) struct Share {
    id: u64,
}

/// The slabs of a share at one moment.
#[derive(Debug)]
pub(crate) struct ShareSlabs(Vec<&'static Slab>);

impl ShareSlabs {
    /// Returns the threads of the share, for a reader of their cells.
    pub(crate) fn threads(&self) -> Threads<'_> {
        Threads(Some(&self.0))
    }
}

fn all() -> MutexGuard<'static, All> {
    lock(&ALL)
}

/// Notes that a thread records for the first time.
pub(super) fn begin(tenancy: &Tenancy) {
    let Some(slab) = tenancy.0.get() else { return };
    let runtime = current_runtime();
    let mut all = all();
    let is_followed = runtime.is_some() && all.shares.iter().any(|share| share.runtime == runtime);
    all.tenants.push(Tenant { slab, runtime: runtime.clone() });
    if is_followed {
        if let Some(new) = all.renew(tenancy, slab) {
            let of_runtime = all.shares.iter_mut().filter(|share| share.runtime == runtime);
            of_runtime.for_each(|share| share.add(new));
        }
    }
}

/// Notes that a thread exits.
pub(super) fn end(slab: &'static Slab) {
    all().tenants.retain(|tenant| !ptr::eq(tenant.slab, slab));
}

impl All {
    /// Moves a thread to a new slab, which belongs to the shares of the slab that it leaves.
    fn renew(&mut self, tenancy: &Tenancy, old: &'static Slab) -> Option<&'static Slab> {
        let new = SLABS.add(n_slots())?;
        let of_tenants = self.tenants.iter_mut().map(|tenant| &mut tenant.slab);
        let of_inner = self.shares.iter_mut().flat_map(|share| &mut share.inner).map(|inner| &mut inner.slab);
        of_tenants.chain(of_inner).filter(|slab| ptr::eq(**slab, old)).for_each(|slab| *slab = new);
        self.inherit(old, new);
        tenancy.move_to(new);
        old.leave();
        Some(new)
    }

    /// Adds a slab to the shares of the slab that it replaces.
    fn inherit(&mut self, old: &'static Slab, new: &'static Slab) {
        self.shares.iter_mut().filter(|share| share.has(old)).for_each(|share| share.add(new));
    }

    fn share(&mut self, id: u64) -> &mut Started {
        self.shares.iter_mut().find(|share| share.id == id).expect("the share exists until it is dropped")
    }

    /// Returns the slab that a thread returns to when it leaves the share in which it uses `slab`.
    fn outer(&self, slab: &'static Slab) -> Option<&'static Slab> {
        let mut inner = self.shares.iter().flat_map(|share| &share.inner);
        inner.find(|inner| ptr::eq(inner.slab, slab)).map(|inner| inner.outer)
    }

    fn runtime_of(&self, slab: &'static Slab) -> Option<String> {
        self.tenants.iter().find(|tenant| ptr::eq(tenant.slab, slab))?.runtime.clone()
    }
}

impl Started {
    fn has(&self, slab: &'static Slab) -> bool {
        self.slabs.iter().any(|own| ptr::eq(*own, slab))
    }

    fn add(&mut self, slab: &'static Slab) {
        if !self.has(slab) {
            slab.keep();
            self.slabs.push(slab);
        }
    }
}

impl Share {
    /// Starts a share of this thread and, in a runtime, of all its threads.
    ///
    /// Returns `None` if memory is exhausted, or if the thread is about to exit.
    pub(crate) fn start() -> Option<Share> {
        TENANCY.try_with(Self::start_in).ok().flatten()
    }

    fn start_in(tenancy: &Tenancy) -> Option<Share> {
        let old = tenancy.slab(n_slots())?;
        let runtime = current_runtime();
        let mut all = all();
        let new = all.renew(tenancy, old)?;
        let is_of_runtime = |tenant: &&Tenant| runtime.is_some() && tenant.runtime == runtime;
        let of_runtime = all.tenants.iter().filter(is_of_runtime).map(|tenant| tenant.slab);
        let others: Vec<_> = of_runtime.chain(successors(all.outer(new), |slab| all.outer(slab))).collect();
        all.n_started += 1;
        let mut share = Started { id: all.n_started, runtime, slabs: Vec::new(), inner: Vec::new() };
        share.add(new);
        others.into_iter().for_each(|slab| share.add(slab));
        all.shares.push(share);
        Some(Share { id: all.n_started })
    }

    /// Returns whether a share also has the other threads of the runtime that it is started in.
    pub(crate) fn covers_runtimes() -> bool {
        inventory::iter::<CurrentRuntime>.into_iter().next().is_some()
    }

    /// Returns the slabs that the share has so far.
    pub(crate) fn slabs(&self) -> ShareSlabs {
        ShareSlabs(all().share(self.id).slabs.clone())
    }

    /// Adds the records of this thread to the share until the guard is dropped.
    pub(crate) fn enter(&self) -> Entered {
        let outer = TENANCY.try_with(|tenancy| self.enter_in(tenancy)).ok().flatten();
        Entered { outer, thread: PhantomData }
    }

    /// Moves the thread to a slab of the share and returns the slab that it leaves; `None` if it already records into a
    /// slab of the share.
    fn enter_in(&self, tenancy: &Tenancy) -> Option<&'static Slab> {
        let outer = tenancy.slab(n_slots())?;
        let mut all = all();
        if all.share(self.id).has(outer) {
            return None;
        }
        let slab = all.known_inner(self.id, outer).or_else(|| all.add_inner(self.id, outer))?;
        tenancy.move_to(slab);
        Some(outer)
    }
}

impl All {
    /// Returns the slab that the thread has used in the share before, unless a share of `outer` that was started later
    /// lacks the slab.
    fn known_inner(&self, id: u64, outer: &'static Slab) -> Option<&'static Slab> {
        let share = self.shares.iter().find(|share| share.id == id)?;
        let of_outer =
            |slab| self.shares.iter().filter(|share| share.has(outer)).all(|share| share.has(slab));
        let mut known =
            share.inner.iter().filter(|inner| ptr::eq(inner.outer, outer)).map(|inner| inner.slab);
        known.find(|slab| of_outer(slab))
    }

    fn add_inner(&mut self, id: u64, outer: &'static Slab) -> Option<&'static Slab> {
        let slab = SLABS.add(n_slots())?;
        outer.keep();
        self.inherit(outer, slab);
        self.tenants.push(Tenant { slab, runtime: self.runtime_of(outer) });
        let share = self.share(id);
        share.add(slab);
        share.inner.push(Inner { outer, slab });
        Some(slab)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut all = all();
        let Some(at) = all.shares.iter().position(|share| share.id == self.id) else { return };
        let share = all.shares.swap_remove(at);
        for Inner { outer, slab } in share.inner {
            all.tenants.retain(|tenant| !ptr::eq(tenant.slab, slab));
            outer.leave();
            slab.leave();
        }
        share.slabs.iter().for_each(|slab| slab.leave());
    }
}

/// A thread in a share, which it leaves when this guard is dropped.
#[derive(Debug)]
pub(crate) struct Entered {
    /// The slab that the thread returns to, if it has changed its slab.
    outer: Option<&'static Slab>,
    /// Only this thread can leave.
    thread: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(outer) = self.outer {
            let _ = TENANCY.try_with(|tenancy| tenancy.move_to(outer));
        }
    }
}
