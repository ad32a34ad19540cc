//! The first part of a method's label `function`: `Lobby` in `Lobby::join`.
//!
//! A type can implement a generic trait several times. The `impl` block of a generic trait, or of a trait for a type
//! without a name, is named as in Rust: `<Error as From<io::Error>>` in `<Error as From<io::Error>>::from`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::visit_mut::{self, VisitMut};
use syn::{
    AngleBracketedGenericArguments, GenericArgument, ItemImpl, Path, PathArguments, PathSegment, Type,
    TypeParamBound, TypeReference, TypeTraitObject,
};

/// Returns the first part of the label, or `None` for a type without a name, such as a slice.
pub(crate) fn owner(block: &ItemImpl) -> Option<String> {
    let name = type_name(&block.self_ty);
    let Some(implemented) = block.trait_.as_ref().and_then(|(path, _)| last_segment(path)) else {
        return name.or_else(|| type_name(referenced(&block.self_ty)?));
    };
    match implemented.arguments {
        PathArguments::None if name.is_some() => name,
        _ => Some(format!("<{} as {}>", written(&without_path(&block.self_ty)), written(&implemented))),
    }
}

/// Returns the last part of the type's path.
fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.unraw().to_string()),
        Type::Group(group) => type_name(&group.elem),
        Type::Paren(paren) => type_name(&paren.elem),
        _ => None,
    }
}

fn referenced(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(reference) => Some(&reference.elem),
        _ => None,
    }
}

/// Returns `Wrapper<u8>` for `crate::Wrapper<u8>`. Other types, such as `&Wrapper<u8>`, stay unchanged.
fn without_path(ty: &Type) -> Type {
    let mut ty = ty.clone();
    WithoutLifetimes.visit_type_mut(&mut ty);
    if let Type::Path(path) = &mut ty {
        path.path.segments = path.path.segments.pop().into_iter().collect();
        path.path.leading_colon = None;
    }
    ty
}

/// Returns `From<io::Error>` for `std::convert::From<io::Error>`.
fn last_segment(path: &Path) -> Option<PathSegment> {
    let mut last = path.segments.last()?.clone();
    WithoutLifetimes.visit_path_segment_mut(&mut last);
    Some(last)
}

/// Removes lifetimes, because two `impl` blocks cannot differ only in lifetimes.
struct WithoutLifetimes;

impl VisitMut for WithoutLifetimes {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_type_trait_object_mut(&mut self, object: &mut TypeTraitObject) {
        let bounds = object.bounds.clone().into_iter();
        object.bounds = bounds.filter(|bound| !matches!(bound, TypeParamBound::Lifetime(_))).collect();
        visit_mut::visit_type_trait_object_mut(self, object);
    }

    fn visit_angle_bracketed_generic_arguments_mut(
        &mut self,
        arguments: &mut AngleBracketedGenericArguments,
    ) {
        let all = arguments.args.clone().into_iter();
        arguments.args = all.filter(|argument| !matches!(argument, GenericArgument::Lifetime(_))).collect();
        visit_mut::visit_angle_bracketed_generic_arguments_mut(self, arguments);
    }

    fn visit_path_segment_mut(&mut self, segment: &mut PathSegment) {
        visit_mut::visit_path_segment_mut(self, segment);
        if matches!(&segment.arguments, PathArguments::AngleBracketed(arguments) if arguments.args.is_empty())
        {
            segment.arguments = PathArguments::None;
        }
    }
}

/// Returns tokens as rustfmt writes them, so that spaces in the source do not change a label.
fn written(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text.replace("->", " -> ")
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.truncate(text.trim_end().len());
                text.push_str(close);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                mark @ (',' | ';') => text.extend([mark, ' ']),
                mark @ ('+' | '=') => text.extend([' ', mark, ' ']),
                mark => text.push(mark),
            },
            word => {
                let ends_a_term =
                    text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | ')' | ']'));
                if ends_a_term || text.ends_with('>') && !text.ends_with("->") {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(block: &str, expected: Option<&str>) {
        let block = syn::parse_str(&format!("{block} {{}}")).expect("the test's block is Rust");
        assert_eq!(super::owner(&block).as_deref(), expected);
    }

    #[test]
    fn a_type_is_named_by_the_last_part_of_its_path() {
        for block in [
            "impl Lobby",
            "impl crate::rooms::Lobby",
            "impl<T> Lobby<T>",
            "impl Lobby<u8>",
            "impl &Lobby",
            "impl Visit for Lobby",
            "impl<'a> Visit<'a> for Lobby<'a>",
            "impl std::fmt::Display for r#Lobby",
        ] {
            check(block, Some("Lobby"));
        }
        check("impl [u8]", None);
    }

    #[test]
    fn a_generic_trait_is_a_part_of_the_name() {
        for (block, expected) in [
            ("impl From<std::num::ParseIntError> for Error", "<Error as From<std::num::ParseIntError>>"),
            ("impl From<fmt::Error> for crate::Error", "<Error as From<fmt::Error>>"),
            ("impl std::convert::From<&'static str> for Error", "<Error as From<&str>>"),
            ("impl<'a> From<Cow<'a, str>> for Wrapper<'a, u8>", "<Wrapper<u8> as From<Cow<str>>>"),
            ("impl From<Cow<'static, [u8]>> for Error", "<Error as From<Cow<[u8]>>>"),
            ("impl From<Box<dyn Any + Send + 'static>> for Error", "<Error as From<Box<dyn Any + Send>>>"),
            ("impl From<(u8, &'static str)> for Error", "<Error as From<(u8, &str)>>"),
            ("impl From<[u8; 4]> for Error", "<Error as From<[u8; 4]>>"),
            ("impl From<fn(u8) -> bool> for Error", "<Error as From<fn(u8) -> bool>>"),
            ("impl From<<u8 as FromStr>::Err> for Error", "<Error as From<<u8 as FromStr>::Err>>"),
            ("impl<T> From<T> for Error", "<Error as From<T>>"),
            ("impl Pack<u8, { N + 1 }> for Error", "<Error as Pack<u8, {N + 1}>>"),
            ("impl From < Vec< u8 > > for Error", "<Error as From<Vec<u8>>>"),
            (
                "impl From<<Vec<u8> as Deref>::Target> for Error",
                "<Error as From<<Vec<u8> as Deref>::Target>>",
            ),
            ("impl From<(u8,)> for Error", "<Error as From<(u8,)>>"),
            ("impl From<<(u8,) as Deref>::Target> for Error", "<Error as From<<(u8,) as Deref>::Target>>"),
            ("impl From<*const u8> for Error", "<Error as From<*const u8>>"),
            ("impl Pack<-1> for Error", "<Error as Pack<-1>>"),
            ("impl PartialEq<str> for &mut Name<'_>", "<&mut Name as PartialEq<str>>"),
        ] {
            check(block, Some(expected));
        }
    }

    #[test]
    fn a_trait_for_a_type_without_a_name_is_a_part_of_the_name() {
        for (block, expected) in [
            ("impl Add for &Money", "<&Money as Add>"),
            ("impl<'a, T> IntoIterator for &'a mut Bag<T>", "<&mut Bag<T> as IntoIterator>"),
            ("impl Visit for [u8]", "<[u8] as Visit>"),
            ("impl Visit for (u8, u16)", "<(u8, u16) as Visit>"),
            ("impl Visit for dyn Shown + 'static", "<dyn Shown as Visit>"),
        ] {
            check(block, Some(expected));
        }
    }
}
