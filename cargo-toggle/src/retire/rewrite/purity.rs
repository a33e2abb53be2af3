//! Expressions that may be left out or moved without a difference at run time.

use syn::{BinOp, Expr, UnOp};

/// Returns whether evaluating the expression has no effect: it may be left out.
///
/// Operators can be overloaded, so only those of `bool` count.
pub(super) fn is_pure(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Field(field) => is_pure(&field.base),
        Expr::Paren(paren) => is_pure(&paren.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Not(_)) && is_pure(&unary.expr),
        Expr::Binary(binary) => {
            matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) && is_pure(&binary.left) && is_pure(&binary.right)
        }
        Expr::Macro(call) => call.mac.path.segments.last().is_some_and(|last| last.ident == "enabled"),
        _ => false,
    }
}

/// Returns whether the expression makes no temporary that has something to drop: it may lose its braces anywhere.
pub(super) fn has_no_temporary(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Field(field) => has_no_temporary(&field.base),
        Expr::Paren(paren) => has_no_temporary(&paren.expr),
        Expr::Unary(unary) => has_no_temporary(&unary.expr),
        Expr::Binary(binary) => has_no_temporary(&binary.left) && has_no_temporary(&binary.right),
        Expr::Tuple(tuple) => tuple.elems.iter().all(has_no_temporary),
        Expr::Reference(reference) => has_no_temporary(&reference.expr),
        _ => false,
    }
}

/// Returns whether the expression binds more tightly than every operator: it needs no parentheses anywhere.
pub(super) fn is_atom(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) | Expr::Paren(_) | Expr::Tuple(_) => true,
        Expr::Field(field) => is_atom(&field.base),
        _ => false,
    }
}
