//! Gates as attributes: reading them, finding them in tokens, and taking them off.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Error, Expr, Item, Meta, Result,
    parse::{ParseStream, Parser},
    parse_quote,
};
use toggle_syntax::grammar::{Errors, GateArgs};

use super::block::regroup;
use crate::crate_path::CratePath;

pub(super) const NAME: &str = "feature_toggle";

/// Returns whether this is a `#[feature_toggle]`, by any path.
pub(super) fn is_gate(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == NAME)
}

/// Refuses arguments that a `#[feature_toggle]` inside a function cannot have, and an attribute without a condition.
fn check_inner(Mark { attribute, args, .. }: &Mark) -> Result<()> {
    if args.condition.is_none() {
        let message = "the toggle is missing: write `#[feature_toggle(\"name\")]`; without a name the attribute marks \
                       a function, so that gates work inside";
        return Err(Error::new_spanned(attribute, message));
    }
    if let Some(word) = args.shadow.as_ref().or(args.guard.as_ref()) {
        let message = format!(
            "`{word}` is for functions: here a `return`, `?` or `break` leaves more than the gated code, so that its \
             result is unknown; move the code into a function, and gate that function"
        );
        return Err(Error::new_spanned(word, message));
    }
    Ok(())
}

/// The arguments of a `#[feature_toggle]`, as far as they can be understood.
#[derive(Default)]
pub(super) struct ReadArgs {
    pub(super) krate: CratePath,
    pub(super) args: GateArgs,
    pub(super) error: Option<Error>,
}

impl ReadArgs {
    pub(super) fn read(args: TokenStream) -> Self {
        let mut errors = Errors::default();
        let (krate, args) = CratePath::take(args, &mut errors);
        let (args, error) = GateArgs::recover(args);
        errors.push_some(error);
        Self { krate, args, error: errors.finish(()).err() }
    }
}

/// One `#[feature_toggle(..)]` and its place.
#[derive(Clone, Copy)]
pub(super) struct Gate<'a> {
    pub(super) args: &'a GateArgs,
    pub(super) at: Span,
    /// Whether the arguments had no mistake.
    pub(super) is_sound: bool,
    pub(super) krate: &'a CratePath,
}

/// Returns the path of the runtime for code inside these gates.
pub(super) fn inherited<'a>(gates: &[Gate<'a>]) -> &'a CratePath {
    gates.last().map_or(&CratePath::Default, |gate| gate.krate)
}

/// A `#[feature_toggle]` that was removed from its item.
pub(super) struct Mark {
    pub(super) attribute: Attribute,
    pub(super) args: GateArgs,
    /// Whether the arguments had no mistake.
    pub(super) is_sound: bool,
    krate: CratePath,
}

impl Mark {
    /// Parses a `#[feature_toggle]`, which inherits the path of the runtime from the attribute around it.
    fn read(attribute: Attribute, outer: &CratePath, errors: &mut Errors) -> Self {
        let read = match &attribute.meta {
            Meta::List(list) => ReadArgs::read(list.tokens.clone()),
            Meta::Path(_) => ReadArgs::default(),
            Meta::NameValue(_) => {
                let message = "write `#[feature_toggle(\"name\")]`, with parentheses";
                ReadArgs { error: Some(Error::new_spanned(&attribute, message)), ..ReadArgs::default() }
            }
        };
        let ReadArgs { krate, args, error } = read;
        let is_sound = error.is_none();
        errors.push_some(error);
        Self { attribute, args, is_sound, krate: krate.or(outer) }
    }

    /// Parses a `#[feature_toggle]` inside a function, which must have a condition.
    pub(super) fn read_inner(attribute: Attribute, outer: &CratePath, errors: &mut Errors) -> Self {
        let mut mark = Self::read(attribute, outer, errors);
        if let (true, Err(error)) = (mark.is_sound, check_inner(&mark)) {
            mark.is_sound = false;
            errors.push(error);
        }
        mark
    }

    pub(super) fn gate(&self) -> Gate<'_> {
        Gate { args: &self.args, at: self.attribute.pound_token.span, is_sound: self.is_sound, krate: &self.krate }
    }

    /// Returns the place of generated tokens: the place of the attribute, without its name resolution.
    pub(super) fn generated_at(&self) -> Span {
        self.attribute.pound_token.span.resolved_at(Span::mixed_site())
    }
}

/// Parses the gates among the attributes of an item.
pub(super) fn take_all(attributes: &[Attribute], outer: &CratePath, errors: &mut Errors) -> Vec<Mark> {
    let gates = attributes.iter().filter(|attribute| is_gate(attribute));
    gates.map(|attribute| Mark::read(attribute.clone(), outer, errors)).collect()
}

/// Adds the path of the runtime to gates that the compiler expands later, unless they have a path already.
pub(super) fn hand_down(path: &CratePath, attributes: &mut [Attribute]) {
    for attribute in attributes.iter_mut().filter(|attribute| is_gate(attribute)) {
        let args = match &attribute.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(_) => continue,
        };
        if let Some(key) = path.key_for(&args) {
            let name = attribute.path();
            attribute.meta = parse_quote!(#name(#key, #args));
        }
    }
}

/// Returns whether these tokens have a `#[feature_toggle]`, at any depth.
pub(super) fn occurs_in(tokens: TokenStream) -> bool {
    let mut hash = false;
    tokens.into_iter().any(|token| {
        let after_hash = std::mem::take(&mut hash);
        match token {
            TokenTree::Punct(punct) => {
                hash = punct.as_char() == '#';
                false
            }
            TokenTree::Group(group) => (after_hash && names_gate(&group)) || occurs_in(group.stream()),
            _ => false,
        }
    })
}

/// Returns the tokens without any `#[feature_toggle]`.
pub(super) fn strip(tokens: TokenStream) -> TokenStream {
    map(tokens, &|_| None, &|group| regroup(&group, strip(group.stream())))
}

/// Returns the tokens without the `#[feature_toggle]`s among them. Deeper ones stay.
pub(super) fn strip_outer(tokens: TokenStream) -> TokenStream {
    map(tokens, &|_| None, &|group| group)
}

/// Returns the tokens with the arguments of each `#[feature_toggle(..)]` changed.
pub(super) fn map_args(tokens: TokenStream, change: &impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    map(tokens, &|attribute| Some(regroup(&attribute, change(attribute.stream()))), &|group| {
        regroup(&group, map_args(group.stream(), change))
    })
}

/// Replaces the `[..]` of each `#[feature_toggle]` by `marked(..)` (or removes the brackets and the `#`), and any other
/// group by `other(..)`.
fn map(tokens: TokenStream, marked: &impl Fn(Group) -> Option<Group>, other: &impl Fn(Group) -> Group) -> TokenStream {
    let mut mapped: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            mapped.push(token);
            continue;
        };
        if names_gate(&group) && matches!(mapped.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#') {
            match marked(group) {
                Some(group) => mapped.push(group.into()),
                None => drop(mapped.pop()),
            }
        } else {
            mapped.push(other(group).into());
        }
    }
    mapped.into_iter().collect()
}

/// Replaces each outer attribute by the result of `each`, which gets the `[..]` of the attribute and the tokens behind
/// it. An attribute for which `each` returns `None` stays, and so do the arguments of macro calls.
pub(super) fn map_attributes(
    tokens: TokenStream,
    each: &mut impl FnMut(&Group, &[TokenTree]) -> Option<Vec<Group>>,
) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut mapped = TokenStream::new();
    let mut rest = &tokens[..];
    while let [token, after @ ..] = rest {
        rest = after;
        match (token, after) {
            (TokenTree::Punct(hash), [TokenTree::Group(attribute), after @ ..])
                if hash.as_char() == '#' && attribute.delimiter() == Delimiter::Bracket =>
            {
                rest = after;
                let attributes = each(attribute, after).unwrap_or_else(|| vec![attribute.clone()]);
                mapped.extend(attributes.into_iter().flat_map(|brackets| [token.clone(), brackets.into()]));
            }
            (TokenTree::Ident(name), [TokenTree::Punct(bang), ..])
                if bang.as_char() == '!' && !BEFORE_EXPRESSIONS.iter().any(|keyword| name == keyword) =>
            {
                let count = match after {
                    [_, TokenTree::Group(_), ..] => 2,
                    // `macro_rules! name { .. }`.
                    [_, TokenTree::Ident(_), TokenTree::Group(_), ..] => 3,
                    _ => 0,
                };
                mapped.extend(std::iter::once(token).chain(&after[..count]).cloned());
                rest = &after[count..];
            }
            (TokenTree::Group(group), _) => {
                mapped.extend([TokenTree::Group(regroup(group, map_attributes(group.stream(), each)))]);
            }
            _ => mapped.extend([token.clone()]),
        }
    }
    mapped
}

/// The keywords behind which a `!` negates.
const BEFORE_EXPRESSIONS: [&str; 8] = ["break", "else", "if", "in", "match", "return", "while", "yield"];

/// Returns whether this is the `[..]` of a `#[feature_toggle(..)]`.
pub(super) fn names_gate(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket && path_end(group).is_some_and(|last| last == NAME)
}

/// Returns the last word of the path in the `[..]` of an attribute.
pub(super) fn path_end(attribute: &Group) -> Option<Ident> {
    let mut last = None;
    for token in attribute.stream() {
        match token {
            TokenTree::Ident(ident) => last = Some(ident),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            _ => break,
        }
    }
    last
}

/// Splits an item into its outer attributes and the tokens behind them.
pub(super) fn split_attributes(item: &Item) -> Result<(Vec<Attribute>, TokenStream)> {
    let split = |input: ParseStream<'_>| Ok((input.call(Attribute::parse_outer)?, input.parse()?));
    split.parse2(item.to_token_stream())
}

/// Returns the attributes of an expression statement, which syn keeps with the leftmost operand.
pub(super) fn attributes_of(expression: &mut Expr) -> Option<&mut Vec<Attribute>> {
    macro_rules! attributes_of_any {
        ($($variant:ident)*) => {
            match expression {
                Expr::Assign(assign) => attributes_of(&mut assign.left),
                Expr::Binary(binary) => attributes_of(&mut binary.left),
                Expr::Cast(cast) => attributes_of(&mut cast.expr),
                $(Expr::$variant(expression) => Some(&mut expression.attrs),)*
                _ => None,
            }
        };
    }
    attributes_of_any! {
        Array Async Await Block Break Call Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro
        Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary Unsafe While
        Yield
    }
}
