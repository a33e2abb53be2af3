//! Searches in tokens.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Returns whether a word occurs in the tokens, at any depth.
pub(super) fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        _ => false,
    })
}

/// Returns whether the token is this punctuation character.
pub(super) fn is_punct(token: Option<&TokenTree>, char: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == char)
}

/// Returns the end of the other asynchronous code that begins with the `async` at this position: behind the braces of a
/// block or function. A closure reaches to the end of the expression.
pub(super) fn end_of_async(tokens: &[TokenTree], at: usize) -> usize {
    let is_code = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is_punct(Some(token), '|'),
    };
    match tokens[at..].iter().position(is_code).map(|code| at + code) {
        Some(code) if !is_punct(tokens.get(code), '|') => code + 1,
        Some(_) | None => tokens.len(),
    }
}

/// Returns whether the group at this position has the arguments of a macro call.
pub(super) fn is_of_macro(tokens: &[TokenTree], at: usize) -> bool {
    at > 1 && is_punct(tokens.get(at - 1), '!') && matches!(tokens.get(at - 2), Some(TokenTree::Ident(_)))
}
