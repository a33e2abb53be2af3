//! Groups of tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Lifetime;

/// Makes a block of an expression, unless it is one.
pub(super) fn block(expression: &TokenStream) -> TokenStream {
    only_braces(expression).map_or_else(|| quote!({ #expression }), |braces| TokenTree::Group(braces).into())
}

/// Makes an expression of the user's braces that no lint calls needless, since it has a label.
///
/// The compiler drops the temporaries of a block's last expression by the edition of its braces, so the user's braces
/// stay. Inside a labelled block, a `break` without a label is an error: no loop may be around.
pub(super) fn labelled(braces: &Group, label: &str) -> TokenStream {
    let label = Lifetime::new(label, braces.span());
    quote!(#label: #braces)
}

/// Makes an expression of the user's braces that no lint calls needless, inside a loop as well. Temporaries do not
/// outlive the braces.
pub(super) fn unlinted(braces: &Group) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> match () { () => #braces })
}

/// Returns the braces, if the tokens have no others. Groups without delimiters, in which `macro_rules!` passes a block,
/// do not count.
pub(super) fn only_braces(tokens: &TokenStream) -> Option<Group> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) => match group.delimiter() {
            Delimiter::Brace => Some(group),
            Delimiter::None => only_braces(&group.stream()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the tokens with each block, `if`, `match` and the like taken out of the group in which `macro_rules!` has
/// passed it, where it may be a statement. Inside a group, the parser expects a semicolon behind it.
pub(super) fn ungroup_statements(tokens: TokenStream) -> TokenStream {
    let mut ungrouped = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = token else {
            ungrouped.extend([token]);
            continue;
        };
        let inside = ungroup_statements(group.stream());
        if group.delimiter() == Delimiter::None && is_block_like(&inside) && may_end_statement(tokens.peek()) {
            ungrouped.extend(inside);
        } else {
            ungrouped.extend([TokenTree::Group(regroup(&group, inside))]);
        }
    }
    ungrouped
}

fn is_block_like(expression: &TokenStream) -> bool {
    let mut tokens = expression.clone().into_iter();
    let Some(first) = tokens.next() else { return false };
    let starts = match &first {
        TokenTree::Ident(word) => {
            ["if", "match", "loop", "while", "for", "unsafe"].iter().any(|keyword| word == keyword)
        }
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let last = tokens.last().unwrap_or(first);
    starts && matches!(last, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Returns whether the next token begins a statement or an arm, and does not continue an expression.
fn may_end_statement(next: Option<&TokenTree>) -> bool {
    match next {
        None | Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Ident(word)) => word != "as" && word != "else",
        Some(TokenTree::Punct(punct)) => punct.as_char() == '#',
        Some(TokenTree::Group(group)) => matches!(group.delimiter(), Delimiter::Brace | Delimiter::None),
    }
}

pub(crate) fn braced(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    group
}

/// Returns the group with other tokens inside.
pub(super) fn regroup(group: &Group, tokens: TokenStream) -> Group {
    let mut other = Group::new(group.delimiter(), tokens);
    other.set_span(group.span());
    other
}

/// Returns the `#![..]` at the start of a body, and the tokens behind them.
pub(crate) fn split_inner_attributes(body: TokenStream) -> (TokenStream, TokenStream) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut end = 0;
    while let [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(group), ..] = &tokens[end..]
        && hash.as_char() == '#'
        && bang.as_char() == '!'
        && group.delimiter() == Delimiter::Bracket
    {
        end += 3;
    }
    let rest = tokens[end..].iter().cloned().collect();
    (tokens.into_iter().take(end).collect(), rest)
}
