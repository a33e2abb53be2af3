//! Methods that `#[async_trait]` has rewritten before.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Block, Local, Pat, ReturnType, Signature, Stmt, Type,
    parse::{ParseStream, Parser},
    parse_quote, parse2,
};

use super::{block::regroup, captures, tokens::mentions};

/// The user's own body inside what `#[async_trait]` has made of a method, when that attribute ran first:
///
/// ```text
/// fn pay<'async_trait>(..) -> Pin<Box<dyn Future<Output = Receipt> + Send + 'async_trait>> {
///     Box::pin(async move {
///         let __self = self;
///         let __ret: Receipt = { /* the user's body */ };
///         __ret
///     })
/// }
/// ```
///
/// The check belongs into that body, and not around the future: it runs when the method runs, and `else` gives a
/// `Receipt`. The lifetime `'async_trait` in the return type, which only that crate writes, shows such a method.
pub(super) struct AsyncTrait {
    outer: Group,
    /// The way down to the body: which token to enter at each level.
    path: Vec<usize>,
    pub(super) body: Group,
    pub(super) output: ReturnType,
    /// The name of `self` inside the body.
    pub(super) receiver: Option<Ident>,
    /// The statements before the body: `let __self = self; let (a, b) = { let __arg1 = __arg1; __arg1 };`.
    before: TokenStream,
}

impl AsyncTrait {
    pub(super) fn find(signature: &Signature, outer: &Group) -> Option<Self> {
        let mut output = signature.output.to_token_stream().into_iter();
        if signature.asyncness.is_some() || !output.any(|token| mentions_async_trait(&token)) {
            return None;
        }
        let mut path = Vec::new();
        let (block, result) = search(outer, &mut path)?;
        let receiver = block.iter().find_map(|token| match token {
            TokenTree::Ident(ident) if *ident == "__self" => Some(ident.clone()),
            _ => None,
        });
        let TokenTree::Group(body) = &block[result.body] else { return None };
        let ty: Type = parse2(block[result.ty].iter().cloned().collect()).ok()?;
        let before = block[..result.start].iter().cloned().collect();
        Some(Self { outer: outer.clone(), path, body: body.clone(), output: parse_quote!(-> #ty), receiver, before })
    }

    /// Returns the pattern of an argument, whose name in the signature may be generated.
    pub(super) fn pattern_of(&self, argument: &Ident) -> Option<Pat> {
        let statements = Block::parse_within.parse2(self.before.clone()).ok()?;
        statements.into_iter().find_map(|statement| match statement {
            Stmt::Local(Local { pat, init: Some(init), .. }) => {
                mentions(init.expr.to_token_stream(), &argument.to_string()).then_some(pat)
            }
            _ => None,
        })
    }

    /// Returns the braces of the method with another body inside.
    pub(super) fn map(self, make: impl FnOnce(&Self) -> Group) -> Group {
        let body = make(&self);
        replace(&self.outer, &self.path, body)
    }

    /// Renames `self` in the arguments of our attribute, which `#[async_trait]` has not renamed.
    pub(super) fn rename_self(&self, tokens: TokenStream) -> TokenStream {
        match &self.receiver {
            Some(receiver) => rename_self(tokens, receiver),
            None => tokens,
        }
    }
}

fn rename_self(tokens: TokenStream, receiver: &Ident) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut renamed: Vec<TokenTree> = Vec::new();
    while let Some(token) = tokens.next() {
        if starts_item(&token, tokens.peek()) {
            // `self` inside the item is another one.
            renamed.push(token);
            while let Some(token) = tokens.next_if(|token| !is_braces(token)) {
                renamed.push(token);
            }
            renamed.extend(tokens.next());
            continue;
        }
        let path = matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
        let token = match token {
            TokenTree::Ident(word) if word == "self" && !path => TokenTree::Ident(receiver.clone()),
            TokenTree::Group(group) => {
                let inside = rename_self(group.stream(), receiver);
                let inside = match captures::called(&renamed) {
                    Some(name) => captures::rename_self(name, inside, receiver),
                    None => inside,
                };
                TokenTree::Group(regroup(&group, inside))
            }
            other => other,
        };
        renamed.push(token);
    }
    renamed.into_iter().collect()
}

/// Returns whether a named function, an `impl` block or a trait begins.
fn starts_item(token: &TokenTree, next: Option<&TokenTree>) -> bool {
    match token {
        TokenTree::Ident(word) if word == "fn" => matches!(next, Some(TokenTree::Ident(_))),
        TokenTree::Ident(word) => word == "impl" || word == "trait",
        _ => false,
    }
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Returns whether `#[async_trait]` stands on the item, below the attribute that is expanded, and so runs later.
pub(super) fn follows(item: &TokenStream) -> bool {
    let attributes = |input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<TokenStream>()?;
        Ok(attributes)
    };
    let names =
        |attribute: &Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "async_trait");
    attributes.parse2(item.clone()).is_ok_and(|attributes| attributes.iter().any(names))
}

fn mentions_async_trait(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => word == "async_trait",
        TokenTree::Group(group) => group.stream().into_iter().any(|token| mentions_async_trait(&token)),
        _ => false,
    }
}

/// Finds the block that holds the user's body, and the way down to that block, through any code that other attributes
/// have put around it.
fn search(group: &Group, path: &mut Vec<usize>) -> Option<(Vec<TokenTree>, ResultLet)> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if let Some(result) = result_let(&tokens) {
        path.push(result.body);
        return Some((tokens, result));
    }
    tokens.iter().enumerate().find_map(|(at, token)| {
        let TokenTree::Group(inside) = token else { return None };
        path.push(at);
        let found = search(inside, path);
        if found.is_none() {
            path.pop();
        }
        found
    })
}

fn replace(group: &Group, path: &[usize], body: Group) -> Group {
    let [at, rest @ ..] = path else { return body };
    let mut tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if let TokenTree::Group(inside) = &tokens[*at] {
        tokens[*at] = replace(inside, rest, body).into();
    }
    regroup(group, tokens.into_iter().collect())
}

struct ResultLet {
    start: usize,
    ty: std::ops::Range<usize>,
    body: usize,
}

/// Finds `let __ret: TYPE = { .. };`, or `let _: () = { .. };` for a method without a result.
fn result_let(tokens: &[TokenTree]) -> Option<ResultLet> {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.to_string() == text);
    let start =
        (0..tokens.len()).find(|&at| is(at, "let") && (is(at + 1, "__ret") || is(at + 1, "_")) && is(at + 2, ":"))?;
    let end = (start..tokens.len()).find(|&at| is(at, ";"))?;
    let body = end.checked_sub(1)?;
    let equals = (start..body).rev().find(|&at| is(at, "="))?;
    Some(ResultLet { start, ty: start + 3..equals, body })
}
