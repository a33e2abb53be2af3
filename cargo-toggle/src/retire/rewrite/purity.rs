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

/// Returns whether the expression leaves no temporary that has something to drop, apart from its value: it may lose its
/// braces anywhere.
pub(super) fn has_no_temporary(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) | Expr::Closure(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Paren(paren) => has_no_temporary(&paren.expr),
        Expr::Unary(unary) => match unary.op {
            UnOp::Deref(_) => is_place(&unary.expr),
            _ => has_no_temporary(&unary.expr),
        },
        // A comparison borrows its operands.
        Expr::Binary(binary) => match binary.op {
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                is_place(&binary.left) && is_place(&binary.right)
            }
            _ => has_no_temporary(&binary.left) && has_no_temporary(&binary.right),
        },
        Expr::Tuple(tuple) => tuple.elems.iter().all(has_no_temporary),
        Expr::Array(array) => array.elems.iter().all(has_no_temporary),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Cast(cast) => has_no_temporary(&cast.expr),
        // Arguments are moved into the call.
        Expr::Call(call) => matches!(&*call.func, Expr::Path(_)) && call.args.iter().all(has_no_temporary),
        Expr::MethodCall(call) => is_place(&call.receiver) && call.args.iter().all(has_no_temporary),
        Expr::Try(attempt) => has_no_temporary(&attempt.expr),
        Expr::Await(future) => has_no_temporary(&future.base),
        _ => false,
    }
}

/// Returns whether the expression is a place, so that a reference to it makes no temporary. A reference to a literal
/// makes none that has something to drop.
fn is_place(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && is_place(&unary.expr),
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
