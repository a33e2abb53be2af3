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

/// Whether this is a `#[feature_toggle]`, by whatever path.
pub(super) fn is_gate(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == NAME)
}

/// Refuses what a `#[feature_toggle]` inside a function cannot have, and one that asks for nothing.
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

/// One `#[feature_toggle(..)]` and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Gate<'a> {
    pub(super) args: &'a GateArgs,
    pub(super) at: Span,
    /// Whether nothing was wrong with the arguments.
    pub(super) is_sound: bool,
    pub(super) krate: &'a CratePath,
}

/// The path of the runtime for what stands inside these gates.
pub(super) fn inherited<'a>(gates: &[Gate<'a>]) -> &'a CratePath {
    gates.last().map_or(&CratePath::Default, |gate| gate.krate)
}

/// A `#[feature_toggle]` that was taken off what it stands on.
pub(super) struct Mark {
    pub(super) attribute: Attribute,
    pub(super) args: GateArgs,
    /// Whether nothing was wrong with the arguments.
    pub(super) is_sound: bool,
    krate: CratePath,
}

impl Mark {
    /// Reads a `#[feature_toggle]`, which takes the path of the runtime over from the attribute around it.
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

    /// Reads a `#[feature_toggle]` inside a function, which must ask for something.
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

    /// Returns the place of generated tokens: the attribute's, though not written there.
    pub(super) fn generated_at(&self) -> Span {
        self.attribute.pound_token.span.resolved_at(Span::mixed_site())
    }
}

/// The gates among the attributes of an item.
pub(super) fn take_all(attributes: &[Attribute], outer: &CratePath, errors: &mut Errors) -> Vec<Mark> {
    let gates = attributes.iter().filter(|attribute| is_gate(attribute));
    gates.map(|attribute| Mark::read(attribute.clone(), outer, errors)).collect()
}

/// Hands the path of the runtime down to gates that the compiler expands by itself, and that have no path of their own.
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

/// Whether a `#[feature_toggle]` stands somewhere in these tokens.
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

/// The tokens without any `#[feature_toggle]`.
pub(super) fn strip(tokens: TokenStream) -> TokenStream {
    map(tokens, &|_| None, &|group| regroup(&group, strip(group.stream())))
}

/// The tokens without the `#[feature_toggle]`s that stand among them, not those deeper inside.
pub(super) fn strip_outer(tokens: TokenStream) -> TokenStream {
    map(tokens, &|_| None, &|group| group)
}

/// The tokens with what is in each `#[feature_toggle(..)]` changed.
pub(super) fn map_args(tokens: TokenStream, change: &impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    map(tokens, &|attribute| Some(regroup(&attribute, change(attribute.stream()))), &|group| {
        regroup(&group, map_args(group.stream(), change))
    })
}

/// Puts `marked(..)` in the place of the `[..]` of each `#[feature_toggle]` (or takes it away, with its `#`), and
/// `other(..)` in the place of any other group.
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

/// Puts what `each` makes of the `[..]` of an outer attribute, and of what follows it, in the place of the attribute.
/// Leaves alone the attributes of which it makes nothing, and the arguments of macro calls.
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

/// Whether this is the `[..]` of a `#[feature_toggle(..)]`.
pub(super) fn names_gate(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket && path_end(group).is_some_and(|last| last == NAME)
}

/// The last word of the path in the `[..]` of an attribute.
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

/// Splits an item into its outer attributes and what follows them.
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
