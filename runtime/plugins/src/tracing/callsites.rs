//! Callsites, and the metrics that each of them feeds: worked out once, then looked up without a lock.
//!
//! Callsites are statics, so the chains of the table only grow: a reader follows pointers to memory that is never
//! freed. The key of a callsite is the address of its metadata.

use std::sync::OnceLock;

use tracing_core::Metadata;

use super::plan::Callsite;

/// The callsites of the program, shared by all subscribers.
pub(super) static CALLSITES: Callsites = Callsites([const { Chain(OnceLock::new()) }; CHAINS]);

const CHAINS: usize = 1024;

pub(super) struct Callsites([Chain; CHAINS]);

struct Chain(OnceLock<Box<Link>>);

struct Link {
    address: usize,
    callsite: Callsite,
    next: Chain,
}

impl Callsites {
    /// Returns the callsite with this metadata, if it was seen before.
    pub(super) fn known(&self, metadata: &Metadata<'_>) -> Option<&Callsite> {
        let address = address(metadata);
        let mut chain = self.chain(address);
        loop {
            let link = chain.0.get()?;
            if link.address == address {
                return Some(&link.callsite);
            }
            chain = &link.next;
        }
    }

    /// Returns the callsite with this metadata; works out what it feeds if it is new.
    pub(super) fn of(&self, metadata: &'static Metadata<'static>) -> &Callsite {
        self.known(metadata).unwrap_or_else(|| self.add(metadata))
    }

    #[cold]
    fn add(&self, metadata: &'static Metadata<'static>) -> &Callsite {
        let address = address(metadata);
        let mut chain = self.chain(address);
        loop {
            let link = chain.0.get_or_init(|| {
                let callsite = Callsite::new(metadata);
                Box::new(Link { address, callsite, next: Chain(OnceLock::new()) })
            });
            if link.address == address {
                return &link.callsite;
            }
            chain = &link.next;
        }
    }

    fn chain(&self, address: usize) -> &Chain {
        &self.0[address / align_of::<Metadata<'_>>() % CHAINS]
    }
}

fn address(metadata: &Metadata<'_>) -> usize {
    std::ptr::from_ref(metadata) as usize
}
