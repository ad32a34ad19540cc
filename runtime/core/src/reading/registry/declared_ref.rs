//! References from the registry to declarations.

use std::ops::Deref;
use std::sync::Arc;

use crate::cells::declared::Declared;

/// A declaration of the process, or one that a struct and a run-time registry share.
#[derive(Clone, Debug)]
pub(crate) enum DeclaredRef {
    Static(&'static Declared),
    Shared(Arc<Declared>),
}

impl Deref for DeclaredRef {
    type Target = Declared;

    #[inline]
    fn deref(&self) -> &Declared {
        match self {
            DeclaredRef::Static(declared) => declared,
            DeclaredRef::Shared(declared) => declared,
        }
    }
}
