//! `expect_modules!`: modules of this crate that must declare metrics.
//!
//! ```text
//! const _: () = {
//!     inventory::submit! { Registration::Modules(module_path!(), &["chat::rooms"]) }
//! };
//! ```
//!
//! A path is not resolved, because a module that declares metrics may be private to its parent.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Path, Token};

use crate::diag::Errors;
use crate::keys::{self, Slot};

pub(crate) fn expect_modules(list: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (krate, modules) = parse(list, &mut errors);
    check_twice(&modules, &mut errors);
    if errors.is_empty() { expand(&krate, &modules) } else { errors.into_compile_errors() }
}

fn parse(list: TokenStream, errors: &mut Errors) -> (Path, Vec<Path>) {
    let (mut krate, mut modules) = (Slot::new("crate"), Vec::new());
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let parsed = if input.peek(Token![crate]) && input.peek2(Token![=]) {
                keys::key(input)
                    .and_then(|key| keys::path(&key, input).map(|path| krate.set(&key, path, errors)))
            } else {
                parse_module(input).map(|module| modules.push(module))
            };
            errors.ok(parsed.and_then(|()| keys::check_end(input)));
            keys::skip_to_next(input);
        }
        Ok(())
    };
    parser.parse2(list).expect("the parser takes every token and collects its errors");
    (krate.get().unwrap_or_else(|| syn::parse_quote!(::gapless)), modules)
}

fn parse_module(input: ParseStream<'_>) -> syn::Result<Path> {
    const EXPECTED: &str = "expected a module of this crate; write its path, such as `crate::chat`";
    if !input.peek(Token![crate]) {
        return Err(input.error(EXPECTED));
    }
    let start = input.span();
    let path = input.call(Path::parse_mod_style).map_err(|error| syn::Error::new(error.span(), EXPECTED))?;
    match path.segments.len() {
        1 => Err(syn::Error::new(start, EXPECTED)),
        _ => Ok(path),
    }
}

fn check_twice(modules: &[Path], errors: &mut Errors) {
    for (i, module) in modules.iter().enumerate() {
        let path = in_crate(module);
        if modules[..i].iter().any(|earlier| in_crate(earlier) == path) {
            errors.at(module, format!("`crate::{path}` is listed twice; remove one"));
        }
    }
}

/// `chat::rooms` for `crate::chat::rooms`.
fn in_crate(module: &Path) -> String {
    let names: Vec<_> =
        module.segments.iter().skip(1).map(|segment| segment.ident.unraw().to_string()).collect();
    names.join("::")
}

fn expand(krate: &Path, modules: &[Path]) -> TokenStream {
    let paths = modules.iter().map(in_crate);
    quote! {
        const _: () = {
            #krate::__private::inventory::submit! {
                #krate::__private::Registration::Modules(::core::module_path!(), &[#(#paths),*])
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::snapshot;

    #[test]
    fn each_module_is_expected_by_its_path() {
        let list = "crate = crate::metrics, crate::chat::rooms, crate::r#try,".parse();
        let list = list.expect("the test's tokens are Rust");
        snapshot::check("expect_modules", super::expect_modules(list));
    }
}
