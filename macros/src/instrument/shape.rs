//! What kind of function it is: when its work begins, and what the work returns.

use syn::{GenericArgument, PathArguments, PathSegment, ReturnType, Signature, Type, TypeParamBound};

/// When the work of a function is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// While it is called.
    Sync,
    /// While its future is polled; it is an `async fn`.
    Async,
    /// While the `impl Future` that it returns is polled.
    ReturnsFuture,
    /// While the `Pin<Box<dyn Future>>` that it returns is polled, as `#[async_trait]` writes it.
    ReturnsBoxedFuture,
}

impl Shape {
    /// The shape, and the type that the work returns if the signature says it.
    pub(crate) fn of(sig: &Signature) -> (Self, Option<Type>) {
        let output = match &sig.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => bare(ty).clone(),
        };
        if sig.asyncness.is_some() {
            return (Shape::Async, Some(output));
        }
        match (future_in(&output), boxed_future_in(&output)) {
            (Some(future), _) => (Shape::ReturnsFuture, future_output(future)),
            (_, Some(future)) => (Shape::ReturnsBoxedFuture, future_output(future)),
            _ => (Shape::Sync, Some(output)),
        }
    }
}

/// A type without the invisible brackets that `macro_rules!` puts around what it passes on, and without visible ones.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// The `Future<..>` of an `impl Future<..>` or a `dyn Future<..>`.
fn future_in(ty: &Type) -> Option<&PathSegment> {
    let bounds = match bare(ty) {
        Type::ImplTrait(ty) => &ty.bounds,
        Type::TraitObject(ty) => &ty.bounds,
        _ => return None,
    };
    let mut traits = bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    });
    traits.find(|last| last.ident == "Future")
}

/// The `Future<..>` of a `Pin<Box<dyn Future<..>>>`.
fn boxed_future_in(ty: &Type) -> Option<&PathSegment> {
    future_in(argument_of("Box", argument_of("Pin", ty)?)?)
}

/// The type in `Wrapper<type>`.
fn argument_of<'a>(wrapper: &str, ty: &'a Type) -> Option<&'a Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == wrapper)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The type in `Future<Output = type>`.
fn future_output(future: &PathSegment) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &future.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(output) if output.ident == "Output" => Some(output.ty.clone()),
        _ => None,
    })
}

/// Types that are certainly no `Result`, so that there never is an error to count.
const NO_RESULT: &[&str] = &[
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "String",
    "Option",
    "Vec",
    "Infallible",
];

/// Whether a type may be a future that an alias hides.
pub(crate) fn may_be_future(ty: &Type) -> bool {
    match bare(ty) {
        Type::Path(path) => {
            may_be_result(ty) && path.path.segments.last().is_some_and(|last| last.ident != "Result")
        }
        _ => false,
    }
}

/// Whether a type may be a `Result`, by its own name or that of an alias.
pub(crate) fn may_be_result(ty: &Type) -> bool {
    match bare(ty) {
        Type::Never(_)
        | Type::Tuple(_)
        | Type::Reference(_)
        | Type::Array(_)
        | Type::Slice(_)
        | Type::Ptr(_) => false,
        Type::Path(path) => {
            !path.path.segments.last().is_some_and(|last| NO_RESULT.iter().any(|name| last.ident == name))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(signature: &str) -> (Shape, bool) {
        let sig = syn::parse_str(&format!("fn f() {signature}")).expect(signature);
        let (shape, output) = Shape::of(&sig);
        (shape, output.map_or(true, |output| may_be_result(&output)))
    }

    #[test]
    fn only_what_is_certainly_no_result_has_no_error() {
        let no_result = [
            "",
            "-> ()",
            "-> !",
            "-> u64",
            "-> Option<Result<u8, E>>",
            "-> &Result<u8, E>",
            "-> (u8, u8)",
            "-> String",
            "-> Infallible",
        ];
        for signature in no_result {
            assert_eq!(shape(signature), (Shape::Sync, false), "{signature}");
        }
        let may_be = [
            "-> Result<u8, E>",
            "-> io::Result<()>",
            "-> Answer",
            "-> T",
            "-> impl IntoResponse",
            "-> Box<dyn Any>",
        ];
        for signature in may_be {
            assert_eq!(shape(signature), (Shape::Sync, true), "{signature}");
        }
    }

    #[test]
    fn only_a_name_can_hide_a_future() {
        for ty in ["BoxFuture<'static, u8>", "Self::Future", "T"] {
            assert!(may_be_future(&syn::parse_str(ty).expect(ty)), "{ty}");
        }
        for ty in ["io::Result<u8>", "u8", "&Answer", "(Answer, u8)", "impl Display", "Option<Answer>"] {
            assert!(!may_be_future(&syn::parse_str(ty).expect(ty)), "{ty}");
        }
    }

    #[test]
    fn a_returned_future_is_seen_and_what_it_yields() {
        for (signature, expected) in [
            ("-> impl Future<Output = u8> + Send", (Shape::ReturnsFuture, false)),
            ("-> impl ::core::future::Future<Output = Answer> + '_", (Shape::ReturnsFuture, true)),
            ("-> Pin<Box<dyn Future<Output = ()> + Send + 'a>>", (Shape::ReturnsBoxedFuture, false)),
            ("-> std::pin::Pin<Box<dyn Future<Output = Result<u8, E>>>>", (Shape::ReturnsBoxedFuture, true)),
            ("-> BoxFuture<'static, u8>", (Shape::Sync, true)),
        ] {
            assert_eq!(shape(signature), expected, "{signature}");
        }
    }
}
