//! Callsites, and what each of them feeds: decided once, and found again without a lock.
//!
//! A table of chains that only ever grow, as callsites are statics: so a reader follows pointers, and nothing is ever freed
//! under it. A callsite is known by the address of its metadata.

use std::sync::OnceLock;

use tracing_core::Metadata;

use super::plan::{self, Plan};

/// Those of the program, whichever subscriber saw them.
pub(super) static CALLSITES: Callsites = Callsites([const { Chain(OnceLock::new()) }; N_CHAINS]);

const N_CHAINS: usize = 1024;

/// What is known of a callsite.
#[derive(Debug)]
pub(super) struct Callsite {
    /// Whether it feeds something, or asks for others that may.
    pub(super) wanted: bool,
    pub(super) plans: Vec<Plan>,
}

pub(super) struct Callsites([Chain; N_CHAINS]);

struct Chain(OnceLock<Box<Link>>);

struct Link {
    address: usize,
    callsite: Callsite,
    next: Chain,
}

impl Callsites {
    /// What is known of the callsite with this metadata, if it was seen.
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

    /// What is known of a callsite, worked out if it is seen first.
    pub(super) fn of(&self, metadata: &'static Metadata<'static>) -> &Callsite {
        self.known(metadata).unwrap_or_else(|| self.add(metadata))
    }

    #[cold]
    fn add(&self, metadata: &'static Metadata<'static>) -> &Callsite {
        let address = address(metadata);
        let mut chain = self.chain(address);
        loop {
            let link = chain.0.get_or_init(|| {
                let callsite = plan::callsite(metadata);
                Box::new(Link { address, callsite, next: Chain(OnceLock::new()) })
            });
            if link.address == address {
                return &link.callsite;
            }
            chain = &link.next;
        }
    }

    fn chain(&self, address: usize) -> &Chain {
        &self.0[address / align_of::<Metadata<'_>>() % N_CHAINS]
    }
}

fn address(metadata: &Metadata<'_>) -> usize {
    std::ptr::from_ref(metadata) as usize
}
