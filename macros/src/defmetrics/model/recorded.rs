//! The metric that events or spans are recorded into.

use syn::Ident;

use super::labels::Labels;
use crate::kind::{Kind, Value};

/// The facts of a metric that the rules for recorded events and spans need.
pub(crate) struct Recorded<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) kind: Kind,
    pub(crate) value: Value,
    pub(crate) unit: Option<&'a str>,
    pub(crate) labels: &'a Labels,
}
