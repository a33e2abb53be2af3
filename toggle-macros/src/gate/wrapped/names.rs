//! Token search for a variable, in code whose grammar is not known.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use syn::ext::IdentExt;

use crate::gate::tokens::is_punct;

/// Returns whether the tokens may name a variable. The name may also be a field, or a variable inside the tokens.
pub(super) fn may_name(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => may_name(group.stream(), name),
        TokenTree::Literal(literal) => formats(&literal, name),
        TokenTree::Punct(_) => false,
    })
}

/// Returns whether the tokens plainly name a variable of the outside.
pub(super) fn names(tokens: TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    names_in(&tokens, name)
}

fn names_in(tokens: &[TokenTree], name: &Ident) -> bool {
    for (at, token) in tokens.iter().enumerate() {
        let named = match token {
            TokenTree::Ident(ident) if ident == name => {
                if is_declared(&tokens[..at]) {
                    // From the next statement on, the name belongs to another variable.
                    let rest = &tokens[at + 1..];
                    let end = rest.iter().position(|token| is_punct(Some(token), ';')).unwrap_or(rest.len());
                    return names_in(&rest[..end], name);
                }
                is_variable(&tokens[..at], &tokens[at + 1..])
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => false,
            TokenTree::Group(group) => names(group.stream(), name),
            TokenTree::Literal(literal) => formats(literal, name),
        };
        if named {
            return true;
        }
    }
    false
}

/// Returns whether these tokens declare the name behind them: `let` or `let mut`.
fn is_declared(before: &[TokenTree]) -> bool {
    let is_word = |token: &TokenTree, word: &str| matches!(token, TokenTree::Ident(ident) if ident == word);
    match before {
        [.., word, last] if is_word(last, "mut") => is_word(word, "let"),
        [.., last] => is_word(last, "let"),
        [] => false,
    }
}

/// Returns whether a word between these tokens is a variable, and not a field, path, lifetime or macro.
fn is_variable(before: &[TokenTree], after: &[TokenTree]) -> bool {
    let mut before = before.iter().rev();
    let (last, last_but_one) = (before.next(), before.next());
    let is_field = is_punct(last, '.') && !is_punct(last_but_one, '.');
    let is_end_of_path = is_punct(last, ':') && is_punct(last_but_one, ':');
    let is_lifetime = is_punct(last, '\'');
    // The name of a field before its value looks the same.
    let is_start_of_path = is_punct(after.first(), ':');
    let is_macro = is_punct(after.first(), '!') && !is_punct(after.get(1), '=');
    !(is_field || is_end_of_path || is_lifetime || is_start_of_path || is_macro)
}

/// Returns whether a literal is a format string with the name in it: `"{name}"`, `"{:name$}"`.
pub(in crate::gate) fn formats(literal: &Literal, name: &Ident) -> bool {
    let (text, name) = (literal.to_string(), name.unraw().to_string());
    let in_word = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    text.match_indices(&name).any(|(at, _)| {
        let (before, after) = (&text[..at], text[at + name.len()..].chars().next());
        let braces = before.len() - before.trim_end_matches('{').len();
        (braces % 2 == 1 && !in_word(after)) || (after == Some('$') && !in_word(before.chars().next_back()))
    })
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    use super::*;

    #[track_caller]
    fn check(code: &str, expected: bool) {
        let tokens: TokenStream = code.parse().expect("these are tokens");
        assert_eq!(names(tokens, &format_ident!("log")), expected, "{code}");
    }

    #[test]
    fn a_variable_is_named() {
        check("log", true);
        check("f(&mut log.entries)", true);
        check("0..log", true);
        check("S { log }", true);
        check("S { x: log }", true);
        check("log != 1", true);
        check("c(1) ? log", true);
        check("{ let log = log.len(); log }", true);
        check(r#"format!("{log}")"#, true);
        check(r#"format!("{{{log:?}")"#, true);
        check(r#"format!("{:log$}", 1)"#, true);
    }

    #[test]
    fn what_is_called_like_a_variable_is_none() {
        check("cart.log", false);
        check("log::info(1)", false);
        check("crate::log", false);
        check("log!(1)", false);
        check("S { log: 1 }", false);
        check("x as &'log u8", false);
        check("{ let mut log = 1; log }", false);
        check(r#"format!("{{log}} log {} {logs} {:blog$}", 1)"#, false);
    }
}
