//! Moves the arguments into the body.
//!
//! The body runs in a closure or an async block. A closure captures fields, and captures each variable in the order in
//! which the body mentions it, whereas a function owns whole arguments and drops them last to first. So the body starts
//! by moving each argument into a variable of its own:
//!
//! ```text
//! fn hand_over(mut list: List, (ours, _): Pair) { the body }
//!
//! fn hand_over(list: List, argument: Pair) {
//!     .. move || { let mut list = list; let argument = argument; let (ours, _) = argument; the body }
//! }
//! ```
//!
//! The variables have the user's patterns and spans, so that the compiler's warnings about them stay the same.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Attribute, FnArg, Ident, Pat, PatIdent, PatType, Receiver, ReceiverKind, Signature, Token, Type};

/// A signature whose arguments are moved into the body, and the statements that do so.
pub(crate) struct Arguments {
    pub(crate) sig: Signature,
    pub(crate) moves: TokenStream,
    /// Whether the function has `mut self`. The compiler would warn about assignments to `self` that only its drop
    /// reads.
    pub(crate) has_mut_self: bool,
}

impl Arguments {
    /// Moves each argument. Arguments that the `expressions` of the attribute use keep their names in the signature.
    pub(crate) fn of(sig: &Signature, expressions: &TokenStream) -> Self {
        let mut taken = Arguments { sig: sig.clone(), moves: TokenStream::new(), has_mut_self: false };
        let mut inputs = std::mem::take(&mut taken.sig.inputs);
        for (position, input) in inputs.iter_mut().enumerate() {
            match input {
                FnArg::Receiver(receiver) => taken.take_receiver(receiver),
                FnArg::Typed(argument) => {
                    if Bindings::of(&argument.pat).are_mentioned_in(expressions) {
                        taken.take_bindings(argument);
                    } else {
                        taken.take_whole(argument, position);
                    }
                }
            }
        }
        taken.sig.inputs = inputs;
        taken
    }

    /// `self` cannot be a variable. A borrow of `self` makes the closure capture all of it.
    fn take_receiver(&mut self, receiver: &Receiver) {
        let is_reference = match &receiver.kind {
            ReceiverKind::Reference(..) => true,
            ReceiverKind::Typed(_, ty) => matches!(**ty, Type::Reference(_)),
            _ => false,
        };
        if is_reference {
            return;
        }
        self.has_mut_self = receiver.mutability.is_some();
        let this = Ident::new("self", Span::mixed_site().resolved_at(receiver.self_token.span));
        self.moves.extend(quote!(let _ = &#this;));
    }

    fn take_whole(&mut self, argument: &mut PatType, position: usize) {
        let attrs = take_lints(&mut argument.attrs);
        let Bindings { bindings, mutable_reference, .. } = Bindings::of(&argument.pat);
        let name = match &bindings[..] {
            [(_, ident)] => ident.clone(),
            _ => format_ident!("__gapless_argument_{position}", span = Span::mixed_site()),
        };
        let pattern = std::mem::replace(&mut *argument.pat, syn::parse_quote!(#name));
        let quiet = quiet();
        if let Pat::Ident(PatIdent { by_ref: None, subpat: None, .. }) = &pattern {
            // The compiler reports an argument that is overwritten before it is read at its pattern.
            let mut value = name;
            value.set_span(pattern.span().resolved_at(value.span()));
            self.moves.extend(quote!(#quiet #(#attrs)* let #pattern = #value;));
        } else {
            let whole = quote!(#quiet let #mutable_reference #name = #name;);
            self.moves.extend(quote!(#whole #quiet #(#attrs)* let #pattern = #name;));
        }
    }

    /// The attribute uses the bindings, so the pattern stays in the signature, and its bindings are moved.
    fn take_bindings(&mut self, argument: &mut PatType) {
        let (attrs, quiet) = (take_lints(&mut argument.attrs), quiet());
        let Bindings { pattern, bindings, .. } = Bindings::of(&argument.pat);
        *argument.pat = pattern;
        for (mutability, name) in bindings {
            self.moves.extend(quote!(#quiet #(#attrs)* let #mutability #name = #name; let _ = &#name;));
        }
    }
}

/// Allows the lints that clippy would report for a variable in place of an argument.
fn quiet() -> TokenStream {
    quote! {
        #[allow(
            clippy::no_effect_underscore_binding,
            clippy::shadow_reuse,
            clippy::shadow_same,
            clippy::shadow_unrelated,
            clippy::used_underscore_binding
        )]
    }
}

/// Returns the attributes for the variable of an argument. The argument itself keeps only `#[cfg(..)]`.
fn take_lints(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let all = attrs.clone();
    attrs.retain(|attr| attr.path().is_ident("cfg"));
    all
}

/// The variables of a pattern, and the pattern without `mut`.
struct Bindings {
    pattern: Pat,
    bindings: Vec<(Option<Token![mut]>, Ident)>,
    /// The `mut` of a `ref mut`, which borrows from a mutable variable.
    mutable_reference: Option<Token![mut]>,
}

impl Bindings {
    fn of(pattern: &Pat) -> Self {
        let mut found = Bindings { pattern: pattern.clone(), bindings: Vec::new(), mutable_reference: None };
        let mut pattern = pattern.clone();
        found.visit_pat_mut(&mut pattern);
        Bindings { pattern, ..found }
    }

    fn are_mentioned_in(&self, tokens: &TokenStream) -> bool {
        self.bindings.iter().any(|(_, name)| mentions(tokens.clone(), &name.unraw().to_string()))
    }
}

impl VisitMut for Bindings {
    fn visit_pat_ident_mut(&mut self, binding: &mut PatIdent) {
        let mutability = match binding.by_ref {
            None => binding.mutability.take(),
            Some(_) => {
                self.mutable_reference = self.mutable_reference.or(binding.mutability);
                None
            }
        };
        self.bindings.push((mutability, binding.ident.clone()));
        syn::visit_mut::visit_pat_ident_mut(self, binding);
    }
}

/// Whether tokens contain a word, also within a string that may be a format string.
pub(crate) fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.unraw() == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        TokenTree::Literal(literal) => literal.to_string().contains(word),
        TokenTree::Punct(_) => false,
    })
}
