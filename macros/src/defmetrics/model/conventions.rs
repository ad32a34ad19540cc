//! Recommendations for names. A metric may break them if its declaration gives a reason.

use quote::ToTokens;
use syn::{Ident, LitStr};

use crate::diag::Errors;
use crate::name::rules::{Mistake, Severity};

/// The alternative that is added to each mistake against a recommendation.
const REMEDY: &str = "; to keep the name, write `#[unconventional_name(\"reason\")]`";

/// The recommendations that hold for one metric and its labels.
pub(crate) struct Conventions<'a> {
    /// The given reason to break them, if there is one.
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

    /// Reports the rules that the name at `at` breaks, except recommendations if the declaration gives a reason.
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

    /// Reports a reason that is not needed.
    pub(crate) fn finish(self, ident: &Ident, errors: &mut Errors) {
        if let Some(reason) = self.reason.filter(|_| !self.has_mistakes) {
            let message = format!(
                "the names of `{ident}` follow every recommendation; remove `#[unconventional_name]`"
            );
            errors.at(reason, message);
        }
    }
}
