//! Functions that make a closure: `fn length() -> impl Fn(&str) -> usize { |text| text.len() }`.

use syn::parse::Parser;
use syn::{Block, Expr, ExprClosure, Stmt};

use super::arguments::mentions;
use super::model::Model;
use super::shape::Shape;

/// A body that ends in a closure, and does not wait before it.
pub(crate) struct ReturnedClosure {
    pub(crate) statements: Vec<Stmt>,
    pub(crate) closure: ExprClosure,
}

impl ReturnedClosure {
    pub(crate) fn of(model: &Model) -> Option<Self> {
        let waits = model.shape == Shape::Async && mentions(model.body.stream(), "await");
        if waits || !matches!(model.shape, Shape::Sync | Shape::Async) {
            return None;
        }
        let mut statements = Block::parse_within.parse2(model.body.stream()).ok()?;
        match statements.pop()? {
            Stmt::Expr(Expr::Closure(closure), None) => Some(ReturnedClosure { statements, closure }),
            _ => None,
        }
    }
}
