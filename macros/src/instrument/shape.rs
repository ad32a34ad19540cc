//! The shape of a function: when its work runs, and which type the work returns.

use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Ident, PathArguments, PathSegment, ReturnType, Signature, Token, Type, TypeParamBound,
};

/// When the work of a function runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// During the call.
    Sync,
    /// While the future of an `async fn` is polled.
    Async,
    /// While the `impl Future` that it returns is polled.
    ReturnsFuture,
    /// While the `Pin<Box<dyn Future>>` that it returns is polled, which `#[async_trait]` writes.
    ReturnsBoxedFuture,
    /// While the `impl Stream` that it returns is polled.
    ReturnsStream,
    /// While the `Pin<Box<dyn Stream>>` that it returns is polled.
    ReturnsBoxedStream,
}

impl Shape {
    /// Returns the shape, and the type that the work returns if the signature contains it.
    pub(crate) fn of(sig: &Signature) -> (Self, Option<Type>) {
        let output = match &sig.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => bare(ty).clone(),
        };
        if sig.asyncness.is_some() {
            return (Shape::Async, Some(output));
        }
        match (opaque_future_in(&output), boxed_future_in(&output)) {
            (Some(future), _) => (Shape::ReturnsFuture, future_output(future)),
            (_, Some(future)) => (Shape::ReturnsBoxedFuture, future_output(future)),
            _ => Shape::of_stream(&output).unwrap_or((Shape::Sync, Some(output))),
        }
    }
}

impl Shape {
    /// Whether the function returns a stream.
    pub(crate) fn is_stream(self) -> bool {
        matches!(self, Shape::ReturnsStream | Shape::ReturnsBoxedStream)
    }

    /// Returns the shape of a function that returns a stream, and the type of the items.
    fn of_stream(output: &Type) -> Option<(Self, Option<Type>)> {
        let (shape, bounds) = match bare(output) {
            Type::ImplTrait(ty) => (Shape::ReturnsStream, &ty.bounds),
            ty => match bare(argument_of("Box", argument_of("Pin", ty)?)?) {
                Type::TraitObject(ty) => (Shape::ReturnsBoxedStream, &ty.bounds),
                _ => return None,
            },
        };
        let can_stand_for =
            |last: &PathSegment| is_one_of(&last.ident, STREAMS) || is_one_of(&last.ident, TRAITS_OF_CALLS);
        let item = stream_item(bounds).filter(|_| traits_of(bounds).all(can_stand_for))?;
        Some((shape, Some(item)))
    }
}

/// The traits whose `Item` is the item of a stream.
const STREAMS: &[&str] = &["Stream", "FusedStream"];

/// Returns the type in `Stream<Item = type>`.
fn stream_item(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<Type> {
    traits_of(bounds).filter(|last| is_one_of(&last.ident, STREAMS)).find_map(|last| associated(last, "Item"))
}

/// Whether a type is an `impl Stream`.
pub(crate) fn is_opaque_stream(ty: &Type) -> bool {
    matches!(bare(ty), Type::ImplTrait(ty) if stream_item(&ty.bounds).is_some())
}

/// Returns a type without parentheses, including the invisible ones that `macro_rules!` adds.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// The traits that the wrapping future implements if the wrapped future does.
const TRAITS_OF_CALLS: &[&str] = &["Future", "Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe", "Sized"];

/// Returns the `Future<..>` of an `impl Future<..>` that the wrapping future can replace.
fn opaque_future_in(ty: &Type) -> Option<&PathSegment> {
    let Type::ImplTrait(ty) = bare(ty) else { return None };
    traits_of(&ty.bounds)
        .all(|last| is_one_of(&last.ident, TRAITS_OF_CALLS))
        .then(|| traits_of(&ty.bounds).find(|last| last.ident == "Future"))?
}

/// Returns the `Future<..>` of a `Pin<Box<dyn Future<..>>>`.
fn boxed_future_in(ty: &Type) -> Option<&PathSegment> {
    let Type::TraitObject(ty) = bare(argument_of("Box", argument_of("Pin", ty)?)?) else { return None };
    traits_of(&ty.bounds).find(|last| last.ident == "Future")
}

fn traits_of(bounds: &Punctuated<TypeParamBound, Token![+]>) -> impl Iterator<Item = &PathSegment> {
    bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    })
}

/// Returns the type in `Wrapper<type>`.
fn argument_of<'a>(wrapper: &str, ty: &'a Type) -> Option<&'a Type> {
    first_argument(ty).filter(|_| name_of(ty).is_some_and(|name| name == wrapper))
}

/// Returns the type in `Future<Output = type>`.
fn future_output(future: &PathSegment) -> Option<Type> {
    associated(future, "Output")
}

/// Returns the type in `Trait<name = type>`.
fn associated(segment: &PathSegment, name: &str) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(associated) if associated.ident == name => Some(associated.ty.clone()),
        _ => None,
    })
}

/// Types whose values are never errors.
const NEVER_AN_ERROR: &[&str] = &[
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
    "Vec",
    "Infallible",
];

/// Types with an inner value that decides the outcome.
const WRAPPERS: &[&str] = &["Option", "Poll"];

/// Types of the crate `http` with a status.
const WITH_STATUS: &[&str] = &["Response", "StatusCode", "Parts"];

/// Whether a type may be a future that an alias hides.
pub(crate) fn may_be_future(ty: &Type) -> bool {
    let Some(name) = name_of(ty) else { return false };
    name != "Result" && !is_one_of(name, WRAPPERS) && !is_one_of(name, NEVER_AN_ERROR)
}

/// Whether a value of a type may be an error: a `Result` or a response, by its own name or by the name of an alias.
pub(crate) fn may_be_error(ty: &Type) -> bool {
    match bare(ty) {
        Type::Never(_) | Type::Reference(_) | Type::Array(_) | Type::Slice(_) | Type::Ptr(_) => false,
        Type::Tuple(_) => has_status(ty),
        ty => match name_of(ty) {
            Some(name) if is_one_of(name, WRAPPERS) => first_argument(ty).is_none_or(is_called_error),
            Some(name) => !is_one_of(name, NEVER_AN_ERROR),
            None => true,
        },
    }
}

/// Whether the name of a type states that its values may be errors. Most types in an `Option` are neither a `Result`
/// nor an alias of a `Result`; their functions should not export an error series that stays 0.
fn is_called_error(ty: &Type) -> bool {
    match name_of(ty) {
        Some(name) if is_one_of(name, WRAPPERS) => first_argument(ty).is_some_and(is_called_error),
        Some(name) => name.to_string().ends_with("Result") || has_status(ty),
        None => has_status(ty),
    }
}

/// Whether the value in an `Ok` has a status.
pub(crate) fn ok_has_status(ty: &Type) -> bool {
    first_argument(ty).is_some_and(has_status)
}

/// Whether a type has a status, judging by its name.
fn has_status(ty: &Type) -> bool {
    match bare(ty) {
        Type::Tuple(tuple) => [tuple.elems.first(), tuple.elems.last()].into_iter().flatten().any(has_status),
        ty => name_of(ty).is_some_and(|name| is_one_of(name, WITH_STATUS)),
    }
}

/// Types of axum and of crates that render pages whose status does not depend on the value, and types that are not
/// responses.
const WITHOUT_STATUS: &[&str] = &[
    "AppendHeaders",
    "Body",
    "Box",
    "Bytes",
    "BytesMut",
    "Cow",
    "Extension",
    "Extensions",
    "Form",
    "HeaderMap",
    "Html",
    "Json",
    "Markup",
    "NoContent",
    "PreEscaped",
    "Redirect",
    "Self",
    "Sse",
];

/// Returns the type that may be a response whose status cannot be read, and whether the response is in an `Ok`.
pub(crate) fn may_hide_status(ty: &Type) -> Option<(&Type, bool)> {
    let name = name_of(ty)?;
    if name.to_string().ends_with("Result") {
        let (ok, _) = may_hide_status(first_argument(ty)?).filter(|(_, inside)| !inside)?;
        return Some((ok, true));
    }
    let known = [NEVER_AN_ERROR, WRAPPERS, WITH_STATUS, WITHOUT_STATUS];
    known.iter().all(|names| !is_one_of(name, names)).then_some((ty, false))
}

fn is_one_of(name: &Ident, names: &[&str]) -> bool {
    names.iter().any(|other| name == other)
}

/// Returns the last part of the path to a type.
fn name_of(ty: &Type) -> Option<&Ident> {
    Some(&last_segment(ty)?.ident)
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Returns `u8` for `Result<u8, E>`.
pub(crate) fn first_argument(ty: &Type) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &last_segment(ty)?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(signature: &str) -> (Shape, bool) {
        let sig = syn::parse_str(&format!("fn f() {signature}")).expect(signature);
        let (shape, output) = Shape::of(&sig);
        (shape, output.is_none_or(|output| may_be_error(&output)))
    }

    #[test]
    fn only_types_that_cannot_be_errors_omit_the_outcome_error() {
        let no_error = [
            "",
            "-> ()",
            "-> !",
            "-> u64",
            "-> Option<u8>",
            "-> Option<Account>",
            "-> Poll<Option<&Answer>>",
            "-> &Result<u8, E>",
            "-> (u8, u8)",
            "-> (HeaderMap, Html<String>)",
            "-> String",
            "-> Infallible",
        ];
        for signature in no_error {
            assert_eq!(shape(signature), (Shape::Sync, false), "{signature}");
        }
        let may_be = [
            "-> Result<u8, E>",
            "-> io::Result<()>",
            "-> Answer",
            "-> T",
            "-> impl IntoResponse",
            "-> Option<Result<u8, E>>",
            "-> Option<StatusCode>",
            "-> Poll<Option<io::Result<u8>>>",
            "-> (StatusCode, String)",
            "-> (HeaderMap, axum::response::Response)",
            "-> Box<dyn Any>",
        ];
        for signature in may_be {
            assert_eq!(shape(signature), (Shape::Sync, true), "{signature}");
        }
    }

    #[test]
    fn only_a_named_type_can_hide_a_future() {
        for ty in ["BoxFuture<'static, u8>", "Self::Future", "T"] {
            assert!(may_be_future(&syn::parse_str(ty).expect(ty)), "{ty}");
        }
        for ty in
            ["io::Result<u8>", "u8", "&Answer", "(Answer, u8)", "impl Display", "Option<Answer>", "Poll<T>"]
        {
            assert!(!may_be_future(&syn::parse_str(ty).expect(ty)), "{ty}");
        }
    }

    #[test]
    fn the_shape_and_output_follow_from_the_return_type() {
        for (signature, expected) in [
            ("-> impl Future<Output = u8> + Send", (Shape::ReturnsFuture, false)),
            ("-> impl ::core::future::Future<Output = Answer> + '_", (Shape::ReturnsFuture, true)),
            ("-> Pin<Box<dyn Future<Output = ()> + Send + 'a>>", (Shape::ReturnsBoxedFuture, false)),
            ("-> std::pin::Pin<Box<dyn Future<Output = Result<u8, E>>>>", (Shape::ReturnsBoxedFuture, true)),
            ("-> BoxFuture<'static, u8>", (Shape::Sync, true)),
            ("-> impl Future<Output = u8> + Clone", (Shape::Sync, true)),
            ("-> impl Stream<Item = Answer> + Send + 'a", (Shape::ReturnsStream, true)),
            ("-> impl futures::stream::FusedStream<Item = u8>", (Shape::ReturnsStream, false)),
            ("-> Pin<Box<dyn Stream<Item = u8> + Send + '_>>", (Shape::ReturnsBoxedStream, false)),
            ("-> impl Stream<Item = u8> + Clone", (Shape::Sync, true)),
            ("-> impl Stream", (Shape::Sync, true)),
            ("-> Box<dyn Stream<Item = u8>>", (Shape::Sync, true)),
            ("-> BoxStream<'static, u8>", (Shape::Sync, true)),
            ("-> Pin<Box<impl Future<Output = u8>>>", (Shape::Sync, true)),
        ] {
            assert_eq!(shape(signature), expected, "{signature}");
        }
    }
}
