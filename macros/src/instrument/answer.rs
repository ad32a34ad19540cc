//! Functions that return `impl IntoResponse`: the value is converted into its response to read the status.
//!
//! ```text
//! async fn show() -> impl IntoResponse + Send {
//!     the static and its registration
//!     struct __GaplessDeclared;
//!     impl<__GaplessAnswer: IntoResponse + Send> Allows<__GaplessAnswer> for __GaplessDeclared {}
//!     let returns = ReturnType::<_>::new();
//!     let turn = |returned| Answered::new(returned, |returned| .., |value| {
//!         IntoAnswer(value, __GaplessDeclared).gapless_into_response()
//!     });
//!     let body = Then::new(async move { if false { return returns.value(); } the body }, turn);
//!     CallFuture::new(&__GAPLESS_FUNCTION, label_set, body, |answered| ..).await.value
//! }
//! ```
//!
//! The signature allows any type that satisfies its bounds. The value is returned unchanged if axum's `Response` does
//! not satisfy them: if there are more bounds, if the trait is another one of that name, or without the feature `axum`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Path, PathArguments, Type, TypeImplTrait, TypeParamBound};

use super::labels::expand_label_set;
use super::model::Model;
use super::outcome::expand_error;
use super::shape::{Shape, bare, first_argument};

/// An `impl IntoResponse` that a function returns.
pub(crate) struct Answer {
    /// The type that the body returns, with `_` where it is unknown.
    returned: Type,
    /// The traits that the value must implement.
    bounds: Vec<Path>,
    /// The method that converts the value into a response.
    method: &'static str,
}

impl Answer {
    /// Returns `None` if the function returns another type, or if the user's rule reads the value that the body
    /// returns.
    pub(crate) fn of(model: &Model) -> Option<Self> {
        if model.errors.is_of_the_user() || model.shape.is_stream() {
            return None;
        }
        let output = model.output.as_ref()?;
        let (answer, method) = match bare(output) {
            Type::ImplTrait(answer) => (answer, "gapless_into_response"),
            ty => match bare(first_argument(ty)?) {
                Type::ImplTrait(answer) => (answer, "gapless_into_result"),
                _ => return None,
            },
        };
        let returned = inferred(output);
        Some(Answer { returned, bounds: bounds(answer)?, method })
    }

    /// Expands to the call, which uses the static of the function.
    pub(crate) fn expand(&self, model: &Model, body: &TokenStream) -> TokenStream {
        let (private, label_set, returned) = (model.private(), expand_label_set(model), &self.returned);
        let returns = Ident::new("__gapless_returns", Span::mixed_site());
        let set = Ident::new("__gapless_label_set", Span::mixed_site());
        let (declared, turn, error) =
            (self.declared(&private), self.turn(model, &private), error(model, &private));
        let unite = quote!(if false { return #returns.value(); });
        let call = match model.shape {
            Shape::Sync => quote! {
                #private::call(
                    &__GAPLESS_FUNCTION, #set, #private::ReturnType::new(), #private::then(move || { #unite #body }, #turn), #error
                ).value
            },
            Shape::Async => quote! {
                #private::CallFuture::new(
                    &__GAPLESS_FUNCTION, #set, #private::Then::new(async move { #unite #body }, #turn), #error
                ).await.value
            },
            _ => quote! {
                let #returns = #private::Then::new((move || { #body })(), #turn);
                async move { #private::CallFuture::new(&__GAPLESS_FUNCTION, #set, #returns, #error).await.value }
            },
        };
        let new = match model.shape {
            Shape::Sync | Shape::Async => {
                Some(quote!(let #returns = #private::ReturnType::<#returned>::new();))
            }
            _ => None,
        };
        quote!(#declared #new let #set = #label_set; #call)
    }

    fn declared(&self, private: &TokenStream) -> TokenStream {
        let bounds = &self.bounds;
        quote! {
            struct __GaplessDeclared;
            impl<__GaplessAnswer: #(#bounds)+*> #private::Allows<__GaplessAnswer> for __GaplessDeclared {}
        }
    }

    fn turn(&self, model: &Model, private: &TokenStream) -> TokenStream {
        let error = expand_error(model);
        let [returned, value] =
            ["__gapless_returned", "__gapless_value"].map(|name| Ident::new(name, Span::mixed_site()));
        let method = Ident::new(self.method, Span::mixed_site());
        quote! {
            |#returned| #private::Answered::new(#returned, #error, #[allow(clippy::result_large_err)] |#value| {
                use #private::AsItIs as _;
                #private::IntoAnswer(#value, __GaplessDeclared).#method()
            })
        }
    }
}

/// Expands to a closure that returns the error of the call, if there is one.
fn error(model: &Model, private: &TokenStream) -> TokenStream {
    let [answered, value] =
        ["__gapless_answered", "__gapless_value"].map(|name| Ident::new(name, Span::mixed_site()));
    let least_status = model.least_status;
    quote!(|#answered| #answered.error(|#value| #private::is_error!(#value, #least_status)))
}

/// Returns the traits of `impl IntoResponse + ..`, or `None` if a bound has arguments. An argument may name a parameter
/// of the function, which an `impl` inside the function cannot use.
fn bounds(answer: &TypeImplTrait) -> Option<Vec<Path>> {
    let mut paths = Vec::new();
    for bound in &answer.bounds {
        match bound {
            TypeParamBound::Trait(bound) if has_arguments(&bound.path) => return None,
            TypeParamBound::Trait(bound) => paths.push(bound.path.clone()),
            _ => {} // a type without borrows satisfies lifetimes and captures
        }
    }
    let is_response = |path: &Path| path.segments.last().is_some_and(|last| last.ident == "IntoResponse");
    paths.iter().any(is_response).then_some(paths)
}

fn has_arguments(path: &Path) -> bool {
    path.segments.iter().any(|segment| !matches!(segment.arguments, PathArguments::None))
}

/// Replaces each `impl Trait` in a type with `_`.
pub(crate) fn inferred(ty: &Type) -> Type {
    let mut ty = ty.clone();
    Inferred.visit_type_mut(&mut ty);
    ty
}

struct Inferred;

impl VisitMut for Inferred {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::ImplTrait(_) => *ty = syn::parse_quote!(_),
            ty => syn::visit_mut::visit_type_mut(self, ty),
        }
    }
}
