//! Blocks that lose their braces, and blocks that must keep them.

use std::ops::Range;

use syn::{Block, Expr, Macro, Stmt, StmtMacro};

use super::{edit::Part, edition::Edition, lines, purity, source::Source};

/// Macros that certainly declare nothing, so that a block with a call of one may lose its braces.
const PLAIN_MACROS: [&str; 23] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "error",
    "event",
    "info",
    "panic",
    "print",
    "println",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "warn",
    "write",
    "writeln",
];

/// Returns the range between the braces of a block.
pub(super) fn inside(source: &Source<'_>, block: &Block) -> Range<usize> {
    let open = source.of_span(block.brace_token.span.open());
    let close = source.of_span(block.brace_token.span.close());
    open.end..close.start
}

/// Returns the white space by which the first indentation is longer than the second, or nothing if it is not.
pub(super) fn excess(of: &str, over: &str) -> String {
    of.strip_prefix(over).unwrap_or_default().to_owned()
}

/// Returns the statements of a block, without the braces and the white space around, moved to the block's indentation.
pub(super) fn content(source: &Source<'_>, block: &Block) -> Option<Part> {
    let inside = inside(source, block);
    let text = &source.text[inside.clone()];
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    let start = inside.start + (text.len() - text.trim_start().len());
    let range = start..start + trimmed.len();
    let dedent = if lines::is_first(source.text, start) {
        let around = lines::indentation(source.text, inside.start);
        excess(lines::indentation(source.text, start), around)
    } else {
        String::new()
    };
    Some(Part::Kept { range, dedent })
}

/// Returns whether the statements of the block can stand in the block around it: none of them declares a name, and none
/// is a value.
pub(super) fn can_lose_braces(block: &Block) -> bool {
    let last = block.stmts.len().saturating_sub(1);
    block.stmts.iter().enumerate().all(|(index, statement)| match statement {
        Stmt::Local(_) | Stmt::Item(_) => false,
        Stmt::Macro(call) => is_plain(&call.mac) && (index < last || call.semi_token.is_some()),
        Stmt::Expr(Expr::Macro(call), semicolon) => is_plain(&call.mac) && (index < last || semicolon.is_some()),
        Stmt::Expr(_, Some(_)) => true,
        Stmt::Expr(expression, None) => index < last || is_like_block(expression),
    })
}

/// Returns whether the expression ends in a block, so that it can be a statement without a semicolon.
pub(super) fn is_like_block(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::If(_)
            | Expr::Match(_)
            | Expr::ForLoop(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::Block(_)
            | Expr::Unsafe(_)
    )
}

/// Returns whether the block certainly has the value `()`.
pub(super) fn is_unit(block: &Block) -> bool {
    match block.stmts.last() {
        None | Some(Stmt::Local(_) | Stmt::Item(_) | Stmt::Expr(_, Some(_))) => true,
        Some(Stmt::Macro(call)) => call.semi_token.is_some(),
        Some(Stmt::Expr(expression, None)) => has_unit_value(expression),
    }
}

/// Returns whether the expression certainly has the value `()`.
pub(super) fn has_unit_value(expression: &Expr) -> bool {
    match expression {
        Expr::Block(inner) => is_unit(&inner.block),
        Expr::If(branch) => branch.else_branch.is_none() || is_unit(&branch.then_branch),
        Expr::While(_) | Expr::ForLoop(_) => true,
        Expr::Match(selection) => {
            selection.arms.iter().all(|arm| matches!(&*arm.body, Expr::Block(inner) if is_unit(&inner.block)))
        }
        _ => false,
    }
}

/// Returns the expression that the block consists of, if it is nothing else.
pub(super) fn only_expression(block: &Block) -> Option<&Expr> {
    match &block.stmts[..] {
        [Stmt::Expr(expression, None)] => Some(expression),
        _ => None,
    }
}

/// Returns the macro call that the block consists of, if it is nothing else and has the value.
pub(super) fn only_macro(block: &Block) -> Option<&StmtMacro> {
    match &block.stmts[..] {
        [Stmt::Macro(call)] if call.semi_token.is_none() => Some(call),
        _ => None,
    }
}

/// Returns whether temporaries of the block's value are dropped at its end, also if the block is no branch of an `if`.
pub(super) fn keeps_temporaries(block: &Block, edition: Edition) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expression, None)) => edition == Edition::From2024 || purity::has_no_temporary(expression),
        Some(Stmt::Macro(call)) if call.semi_token.is_none() => edition == Edition::From2024,
        _ => true,
    }
}

fn is_plain(call: &Macro) -> bool {
    call.path.segments.last().is_some_and(|last| PLAIN_MACROS.iter().any(|plain| last.ident == plain))
}
