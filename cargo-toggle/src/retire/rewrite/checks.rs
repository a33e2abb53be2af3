//! Checks in expressions: `enabled!(..)`, `is_enabled(..)`, `X.is_enabled()`, folded through `!`, `&&`, `||` and
//! parentheses.

use syn::{BinOp, Expr, ExprBinary, Lit, LitStr, Macro, UnOp};
use toggle_syntax::grammar::CheckArgs;

use super::{
    branches::Place,
    condition::{Folded, fold},
    edit::Edit,
    note::Level,
    purity,
    scan::Scan,
    statements,
};

impl Scan<'_> {
    /// Walks over an expression, and replaces a check that cannot be folded further by its value.
    pub(super) fn expression(&mut self, expression: &Expr) {
        if let Some(value) = self.boolean(expression) {
            let range = self.source.range(expression);
            self.note(Level::Maybe, range.start, format!("the check is `{value}` now; simplify the code that uses it"));
            self.edits.push(Edit::text(range, value.to_string()));
        }
    }

    /// Returns the value of an expression that is constant now. Otherwise, edits whatever is inside of it.
    pub(super) fn boolean(&mut self, expression: &Expr) -> Option<bool> {
        match expression {
            Expr::Paren(paren) => self.boolean(&paren.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => self.boolean(&unary.expr).map(|value| !value),
            Expr::Binary(binary) => match binary.op {
                BinOp::And(_) => self.chain(binary, true),
                BinOp::Or(_) => self.chain(binary, false),
                _ => self.children(expression),
            },
            Expr::Macro(call) if is_named(&call.mac, "enabled") => self.check_macro(&call.mac),
            Expr::If(branch) => {
                self.branch(branch, Place::Operand, &self.source.range(branch));
                None
            }
            Expr::While(repeat) => {
                self.repeat(repeat, Place::Operand, &self.source.range(repeat));
                None
            }
            Expr::Match(selection) => {
                self.selection(selection, Place::Operand, &self.source.range(selection));
                None
            }
            expression if self.is_check(expression) || self.is_value_check(expression) => {
                match self.target.keep.is_on() {
                    None => {
                        self.value(expression);
                        None
                    }
                    value => value,
                }
            }
            expression => {
                if !self.setting(expression) {
                    return self.children(expression);
                }
                None
            }
        }
    }

    fn children(&mut self, expression: &Expr) -> Option<bool> {
        if let Expr::Path(path) = expression
            && self.target.is_path(&path.path)
        {
            let at = self.source.range(expression).start;
            self.note(Level::Person, at, "the declaration is used here in a way that has no value without the toggle");
        }
        statements::children(self, expression);
        None
    }

    /// Folds `a && b`, for which `neutral` is true, or `a || b`.
    fn chain(&mut self, binary: &ExprBinary, neutral: bool) -> Option<bool> {
        let (left, right) = (self.source.range(&binary.left), self.source.range(&binary.right));
        let kept = self.edits.len();
        match self.boolean(&binary.left) {
            Some(value) if value != neutral => return Some(value),
            Some(_) => {
                let value = self.boolean(&binary.right);
                if value.is_none() {
                    self.lose_operand(left.start..right.start);
                }
                return value;
            }
            None => {}
        }
        match self.boolean(&binary.right) {
            Some(value) if value == neutral => self.lose_operand(left.end..right.end),
            Some(value) if purity::is_pure(&binary.left) => {
                self.edits.truncate(kept);
                return Some(value);
            }
            Some(value) => {
                let text = format!("the left side stays, since it may have an effect; the whole is `{value}` now");
                self.note(Level::Maybe, left.start, text);
                self.edits.push(Edit::text(right, value.to_string()));
            }
            None => {}
        }
        None
    }

    fn lose_operand(&mut self, range: std::ops::Range<usize>) {
        if self.source.has_comment(&range) {
            self.note(Level::Maybe, range.start, "a comment next to the check is removed with it");
        }
        self.edits.push(Edit::removal(range));
    }

    /// Folds the condition of `enabled!(..)`.
    fn check_macro(&mut self, call: &Macro) -> Option<bool> {
        let (args, _) = CheckArgs::recover(call.tokens.clone());
        let folded = fold(args.condition.as_ref()?, self.source, self.target);
        if !matches!(folded, Folded::Constant(_))
            && let Some((_, context)) = &args.context
        {
            self.visit_raw(context);
        }
        match folded {
            Folded::Same => None,
            Folded::Constant(value) => {
                if let Some((_, context)) = &args.context
                    && !is_without_effect(&context.parsed)
                {
                    let at = self.source.of_span(context.span()).start;
                    self.note(Level::Maybe, at, "the context of the check is not evaluated any more");
                }
                Some(value)
            }
            Folded::Changed(edits) => {
                self.edits.extend(edits);
                self.touched.push(self.source.range(call));
                None
            }
        }
    }

    /// Returns whether the expression checks this toggle by a function or method.
    fn is_check(&self, expression: &Expr) -> bool {
        match expression {
            Expr::MethodCall(call) => {
                (call.method == "is_enabled" || call.method == "is_enabled_for")
                    && matches!(&*call.receiver, Expr::Path(path) if self.target.is_path(&path.path))
            }
            Expr::Call(call) => {
                matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| {
                    last.ident == "is_enabled" || last.ident == "is_enabled_for"
                })) && call.args.first().is_some_and(|name| self.is_toggle(name))
            }
            _ => false,
        }
    }

    /// Returns whether the expression names this toggle: its name, or its declaration, also behind a `&`.
    pub(super) fn is_toggle(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Reference(reference) => self.is_toggle(&reference.expr),
            Expr::Path(path) => self.target.is_path(&path.path),
            expression => text_of(expression).is_some_and(|name| self.target.is_name(name)),
        }
    }
}

/// Returns whether the macro has this name, by whatever path.
pub(super) fn is_named(call: &Macro, name: &str) -> bool {
    call.path.segments.last().is_some_and(|last| last.ident == name)
}

/// Returns the string literal that the expression is.
fn text_of(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Returns whether a context can be left out without a note.
fn is_without_effect(context: &Expr) -> bool {
    match context {
        Expr::Reference(reference) => is_without_effect(&reference.expr),
        expression => purity::is_pure(expression),
    }
}
