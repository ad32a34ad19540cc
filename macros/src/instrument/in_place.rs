//! Bodies that stay where the user wrote them instead of in a closure.

use syn::parse::Parser;
use syn::visit_mut::VisitMut;
use syn::{
    Block, Expr, ExprClosure, ExprReturn, ExprTry, FnArg, Macro, ReceiverKind, ReturnType, Signature, Stmt,
    Type,
};

use super::arguments::mentions;
use super::model::Model;
use super::shape::Shape;

pub(crate) enum InPlace {
    /// `fn length() -> impl Fn(&str) -> usize { |text| text.len() }`: the compiler infers the arguments of a closure from the
    /// signature only if the closure is the last expression of the function. To make a closure cannot fail, so the call is `ok`
    /// once the statements before it have run.
    Closure { statements: Vec<Stmt>, closure: Box<ExprClosure> },
    /// `fn depth(&self) -> u8 { self.depth() }`: the compiler warns of a recursion without end only if it sees the calls.
    Recursion,
}

impl InPlace {
    pub(crate) fn of(model: &Model) -> Option<Self> {
        let statements = Block::parse_within.parse2(model.body.stream()).ok()?;
        match model.shape {
            Shape::Async if mentions(model.body.stream(), "await") => None,
            Shape::Async => ends_in_closure(statements),
            Shape::Sync if is_recursion(model, &statements) => Some(InPlace::Recursion),
            Shape::Sync => ends_in_closure(statements),
            _ => None,
        }
    }
}

fn ends_in_closure(mut statements: Vec<Stmt>) -> Option<InPlace> {
    match statements.pop()? {
        Stmt::Expr(Expr::Closure(closure), None) => {
            Some(InPlace::Closure { statements, closure: Box::new(closure) })
        }
        _ => None,
    }
}

/// Whether a function mentions its own name, ends at its last expression alone, and drops no `self`.
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
