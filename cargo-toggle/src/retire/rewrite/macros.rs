//! Calls of macros. The arguments are edited if they are expressions or statements; others are left to a person.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Block, Expr, Macro, Token,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
    visit::Visit,
};

use super::{note::Level, scan::Scan, target::Target};

impl Scan<'_> {
    /// Edits the arguments of a macro call.
    pub(super) fn macro_call(&mut self, call: &Macro) {
        if !self.mentions(call.tokens.clone()) {
            return;
        }
        let expressions = Punctuated::<Expr, Token![,]>::parse_terminated;
        let statements = |input: ParseStream<'_>| input.call(Block::parse_within);
        if let Ok(arguments) = expressions.parse2(call.tokens.clone()) {
            arguments.iter().for_each(|argument| self.visit_expr(argument));
        } else if let Ok(statements) = statements.parse2(call.tokens.clone())
            && !call.path.is_ident("macro_rules")
        {
            for statement in &statements {
                self.visit_stmt(statement);
            }
        } else if has_check(call.tokens.clone(), self.target) {
            let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            let at = self.source.range(call).start;
            self.note(
                Level::Person,
                at,
                format!("the arguments of `{name}!` are no expressions, so they are not edited"),
            );
        }
    }
}

/// Returns whether the tokens name the declaration, or the toggle's name in the arguments of something.
fn has_check(tokens: TokenStream, target: &Target) -> bool {
    let mut is_called = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            let is_arguments = std::mem::take(&mut is_called);
            (is_arguments && target.is_mentioned(group.stream())) || has_check(group.stream(), target)
        }
        TokenTree::Ident(ident) => {
            is_called = ["enabled", "feature_toggle", "is_enabled", "is_enabled_for", "set", "try_set", "toggle_test"]
                .iter()
                .any(|name| ident == name);
            target.is_ident(&ident)
        }
        TokenTree::Punct(punct) => {
            is_called &= punct.as_char() == '!';
            false
        }
        TokenTree::Literal(_) => false,
    })
}
