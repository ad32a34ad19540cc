//! Bodies that stay in the function instead of moving into a closure.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::visit_mut::VisitMut;
use syn::{
    Block, Expr, ExprReturn, ExprTry, FnArg, Item, Macro, ReceiverKind, ReturnType, Signature, Stmt, Type,
};

use super::arguments::mentions;
use super::model::Model;
use super::shape::Shape;

pub(crate) enum InPlace {
    /// `fn length() -> impl Fn(&str) -> usize { |text| text.len() }`: the compiler infers the arguments of a closure
    /// from the signature only if the function itself returns the closure. Creating a closure cannot fail, so the call
    /// is `ok` from there.
    Closure(Vec<Stmt>),
    /// `fn depth(&self) -> u8 { self.depth() }`: the compiler warns about an endless recursion only if it sees the
    /// calls.
    Recursion,
}

impl InPlace {
    /// Returns the kind of body, if it stays in place. `ok` is the statement that marks the call as `ok`.
    pub(crate) fn of(model: &Model, ok: &TokenStream) -> Option<Self> {
        let statements = Block::parse_within.parse2(model.body.stream()).ok()?;
        match model.shape {
            Shape::Async if mentions(model.body.stream(), "await") => None,
            Shape::Async => returned_closure(statements, ok),
            Shape::Sync if is_recursion(model, &statements) => Some(InPlace::Recursion),
            Shape::Sync => returned_closure(statements, ok),
            _ => None,
        }
    }
}

/// Returns the statements of a body if every returned value is or contains a closure, with `ok` before each closure.
fn returned_closure(mut statements: Vec<Stmt>, ok: &TokenStream) -> Option<InPlace> {
    let mut returns = Returns { ok, closures: 0, others: 0 };
    statements.iter_mut().for_each(|statement| returns.visit_stmt_mut(statement));
    if let Some(Stmt::Expr(last, None)) = statements.last_mut() {
        returns.value(last);
    }
    (returns.closures > 0 && returns.others == 0).then_some(InPlace::Closure(statements))
}

struct Returns<'a> {
    ok: &'a TokenStream,
    closures: usize,
    /// Returned values without a closure.
    others: usize,
}

impl Returns<'_> {
    fn value(&mut self, value: &mut Expr) {
        match value {
            Expr::Closure(closure) => {
                let ok = self.ok;
                *value = syn::parse_quote!({ #ok #closure });
                self.closures += 1;
            }
            Expr::Paren(inner) => self.value(&mut inner.expr),
            Expr::Group(inner) => self.value(&mut inner.expr),
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|element| self.value(element)),
            Expr::Block(inner) => self.last_of(&mut inner.block),
            Expr::Unsafe(inner) => self.last_of(&mut inner.block),
            _ => {}
        }
    }

    fn last_of(&mut self, block: &mut Block) {
        if let Some(Stmt::Expr(last, None)) = block.stmts.last_mut() {
            self.value(last);
        }
    }
}

impl VisitMut for Returns<'_> {
    fn visit_expr_return_mut(&mut self, exit: &mut ExprReturn) {
        let before = self.closures;
        if let Some(value) = &mut exit.expr {
            self.value(value);
        }
        self.others += usize::from(self.closures == before);
    }

    fn visit_expr_try_mut(&mut self, _: &mut ExprTry) {
        self.others += 1;
    }

    // A `return` in these does not return from the function.
    fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut syn::ExprAsync) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// Whether a function uses its own name, ends only at its last expression, and does not drop `self`.
fn is_recursion(model: &Model, statements: &[Stmt]) -> bool {
    let mut exits = EarlyExits(false);
    statements.to_vec().iter_mut().for_each(|statement| exits.visit_stmt_mut(statement));
    !exits.0
        && mentions(model.body.stream(), &model.sig.ident.to_string())
        && !takes_self(&model.sig)
        && !matches!(&model.sig.output, ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_) | Type::Never(_)))
}

fn takes_self(sig: &Signature) -> bool {
    matches!(sig.inputs.first(), Some(FnArg::Receiver(receiver)) if !matches!(receiver.kind, ReceiverKind::Reference(..)))
}

/// Whether the function may return before its end. A macro may contain a `return`.
struct EarlyExits(bool);

impl VisitMut for EarlyExits {
    fn visit_expr_return_mut(&mut self, _: &mut ExprReturn) {
        self.0 = true;
    }

    fn visit_expr_try_mut(&mut self, _: &mut ExprTry) {
        self.0 = true;
    }

    fn visit_macro_mut(&mut self, _: &mut Macro) {
        self.0 = true;
    }
}
