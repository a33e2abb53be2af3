//! Tests of both ways: `#[toggle_test]`, and calls that set the toggle in a scope or in the program.

use syn::{Attribute, Expr, ExprMethodCall, visit::Visit};
use toggle_syntax::grammar::{Condition, TestArgs};

use super::{
    condition::{range, removals},
    edit::Edit,
    gates::tokens_of,
    note::Level,
    scan::Scan,
};

impl Scan<'_> {
    /// Removes the toggle from `#[toggle_test]` among these attributes.
    pub(super) fn test_attribute(&mut self, attributes: &[Attribute]) {
        let is_toggle_test =
            |attribute: &&Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "toggle_test");
        let Some(attribute) = attributes.iter().find(is_toggle_test) else { return };
        let Ok(args) = syn::parse2::<TestArgs>(without_crate(tokens_of(attribute))) else { return };
        let is_target = |toggle: &Condition| match toggle {
            Condition::Name(name) => self.target.is_name(name),
            Condition::Path(path) => self.target.is_path(path),
            Condition::Not(..) | Condition::All(..) | Condition::Any(..) => false,
        };
        let dropped: Vec<bool> = args.toggles.iter().map(is_target).collect();
        if !dropped.contains(&true) {
            return;
        }
        if !dropped.contains(&false) {
            let is_test = |attribute: &Attribute| {
                attribute.path().segments.last().is_some_and(|last| last.ident == "test" || last.ident == "rstest")
            };
            if attributes.iter().any(is_test) {
                self.remove_attribute(attribute);
            } else {
                let inside = self.source.range(&attribute.meta);
                self.edits.push(Edit::text(inside, "test"));
            }
            return;
        }
        let ranges: Vec<_> = args.toggles.iter().map(|toggle| range(toggle, self.source)).collect();
        self.edits.extend(removals(&ranges, &dropped));
    }

    /// Removes a call that sets the toggle. Returns whether the expression is one.
    pub(super) fn setting(&mut self, expression: &Expr) -> bool {
        match expression {
            // `scope().try_set("x", true)?`
            Expr::Try(attempt) => match &*attempt.expr {
                Expr::MethodCall(call) if call.method == "try_set" && self.sets_target(call) => {
                    self.leave_chain(call, self.source.range(expression).end);
                    true
                }
                _ => false,
            },
            Expr::MethodCall(outer) if outer.method == "unwrap" || outer.method == "expect" => match &*outer.receiver {
                Expr::MethodCall(call) if call.method == "try_set" && self.sets_target(call) => {
                    self.leave_chain(call, self.source.range(expression).end);
                    true
                }
                _ => false,
            },
            Expr::MethodCall(call) if call.method == "set" && self.sets_target(call) => {
                self.leave_chain(call, self.source.range(expression).end);
                true
            }
            Expr::MethodCall(call) if call.method == "try_set" && self.sets_target(call) => {
                let at = self.source.range(&call.method).start;
                self.note(Level::Person, at, "`try_set` of the toggle is not edited here; remove the call");
                self.visit_expr(&call.receiver);
                true
            }
            Expr::Call(call) => {
                let is_set = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| {
                    ["set", "set_text", "clear", "reset"].iter().any(|name| last.ident == name)
                }));
                let sets = is_set && call.args.first().is_some_and(|toggle| self.is_toggle(toggle));
                if sets {
                    let at = self.source.range(expression).start;
                    self.note(Level::Person, at, "this call changes the toggle; remove it, and what depends on it");
                }
                sets
            }
            _ => false,
        }
    }

    /// Takes a call out of its chain if it sets the value that stays.
    fn leave_chain(&mut self, call: &ExprMethodCall, end: usize) {
        self.visit_expr(&call.receiver);
        let value = call.args.iter().nth(1);
        let is_kept = value.and_then(|value| self.target.keep.is_value_of(value));
        if is_kept == Some(true) {
            self.edits.push(Edit::removal(self.source.range(&call.receiver).end..end));
            return;
        }
        let test = self.function.as_ref().map_or_else(|| "the code here".to_owned(), |name| format!("`{name}`"));
        let at = self.source.range(&call.method).start;
        let text = match is_kept {
            Some(_) => format!("{test} sets the toggle to a value that is gone; remove the test or the call"),
            None => format!("{test} sets the toggle to a value that is no literal; remove the call"),
        };
        self.note(Level::Person, at, text);
    }

    /// Returns whether the call has this toggle and a value as its arguments, on a scope if the toggle is a name.
    fn sets_target(&self, call: &ExprMethodCall) -> bool {
        let Some(toggle) = call.args.first().filter(|_| call.args.len() == 2) else { return false };
        self.is_toggle(toggle) && (!matches!(toggle, Expr::Lit(_)) || is_scope(&call.receiver))
    }
}

/// Returns whether the chain begins with `scope()`, or with a variable.
fn is_scope(receiver: &Expr) -> bool {
    match receiver {
        Expr::MethodCall(call) => is_scope(&call.receiver),
        Expr::Try(attempt) => is_scope(&attempt.expr),
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "scope"))
        }
        Expr::Path(_) => true,
        _ => false,
    }
}

/// Takes `crate = path,` out of the arguments.
fn without_crate(tokens: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let first_is_crate = matches!(
        tokens.clone().into_iter().next(),
        Some(proc_macro2::TokenTree::Ident(word)) if word == "crate"
    );
    if !first_is_crate {
        return tokens;
    }
    let is_comma = |token: &proc_macro2::TokenTree| matches!(token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ',');
    tokens.into_iter().skip_while(|token| !is_comma(token)).skip(1).collect()
}
