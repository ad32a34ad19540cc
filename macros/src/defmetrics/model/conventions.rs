//! Recommendations for names, which one metric may break if its declaration gives a reason.

use quote::ToTokens;
use syn::{Ident, LitStr};

use crate::diag::Errors;
use crate::name::rules::{Mistake, Severity};

/// The remedy that follows each mistake which a declaration may allow.
const REMEDY: &str = "; to keep the name, write `#[unconventional_name(\"reason\")]`";

/// The recommendations that hold for one metric and its labels.
pub(crate) struct Conventions<'a> {
    /// Why names may break them, if they may.
    reason: Option<&'a LitStr>,
    /// Whether a name breaks a rule.
    has_mistakes: bool,
}

impl<'a> Conventions<'a> {
    pub(crate) fn new(reason: Option<&'a LitStr>) -> Self {
        Conventions { reason, has_mistakes: false }
    }

    /// Whether names may break recommendations.
    pub(crate) fn are_off(&self) -> bool {
        self.reason.is_some()
    }

    /// Reports the rules that a name at `at` breaks, except recommendations that the declaration switches off.
    pub(crate) fn check(
        &mut self,
        at: &impl ToTokens,
        mistakes: impl IntoIterator<Item = Mistake>,
        errors: &mut Errors,
    ) {
        for Mistake { severity, message } in mistakes {
            self.has_mistakes = true;
            match severity {
                Severity::Must => errors.at(at, message),
                Severity::Should if self.reason.is_some() => {}
                Severity::Should => errors.at(at, message + REMEDY),
            }
        }
    }

    /// Reports a reason that nothing needs.
    pub(crate) fn finish(self, ident: &Ident, errors: &mut Errors) {
        if let Some(reason) = self.reason.filter(|_| !self.has_mistakes) {
            let message = format!(
                "the names of `{ident}` follow every recommendation; remove `#[unconventional_name]`"
            );
            errors.at(reason, message);
        }
    }
}
