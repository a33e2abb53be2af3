use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Error, Expr, Item, Meta, Result, parse2};
use toggle_syntax::grammar::{Errors, GateArgs};

use super::{Gate, block::regroup};

const NAME: &str = "feature_toggle";

/// Whether this is a `#[feature_toggle]`, by whatever path.
pub(super) fn is_gate(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == NAME)
}

/// The arguments of a `#[feature_toggle]`.
pub(super) fn args(attribute: &Attribute) -> Result<GateArgs> {
    match &attribute.meta {
        Meta::List(list) => parse2(list.tokens.clone()),
        Meta::Path(_) => Ok(GateArgs::default()),
        Meta::NameValue(_) => {
            Err(Error::new_spanned(attribute, "write `#[feature_toggle(\"name\")]`, with parentheses"))
        }
    }
}

/// The arguments of a `#[feature_toggle]` inside a function, which must ask for something.
pub(super) fn inner_args(attribute: &Attribute) -> Result<GateArgs> {
    let args = args(attribute)?;
    if args.condition.is_none() {
        let message = "say which toggle: write `#[feature_toggle(\"name\")]`; without one it marks a function, so that \
                       the attribute works inside";
        return Err(Error::new_spanned(attribute, message));
    }
    if let Some(word) = args.shadow.as_ref().or(args.guard.as_ref()) {
        let message = format!(
            "`{word}` is for functions: here a `return`, `?` or `break` leaves more than what is gated, and nobody would \
             see what has become of it; put the code into a function, and gate that"
        );
        return Err(Error::new_spanned(word, message));
    }
    Ok(args)
}

/// A `#[feature_toggle]` that was taken off what it stands on.
pub(super) struct Mark {
    pub(super) attribute: Attribute,
    pub(super) args: GateArgs,
}

impl Mark {
    pub(super) fn gate(&self) -> Gate<'_> {
        Gate { args: &self.args, at: self.attribute.pound_token.span }
    }
}

/// The gates among the attributes of an item.
pub(super) fn take_all(attributes: &[Attribute], errors: &mut Errors) -> Vec<Mark> {
    let mut marks = Vec::new();
    for attribute in attributes.iter().filter(|attribute| is_gate(attribute)) {
        match args(attribute) {
            Ok(args) => marks.push(Mark { attribute: attribute.clone(), args }),
            Err(error) => errors.push(error),
        }
    }
    marks
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

/// Whether this is the `[..]` of a `#[feature_toggle(..)]`.
fn names_gate(group: &Group) -> bool {
    if group.delimiter() != Delimiter::Bracket {
        return false;
    }
    let mut last = None;
    for token in group.stream() {
        match token {
            TokenTree::Ident(ident) => last = Some(ident),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            _ => break,
        }
    }
    last.is_some_and(|ident| ident == NAME)
}

/// The attributes before an item.
pub(super) fn outer_attributes(item: &Item) -> TokenStream {
    let mut tokens = item.to_token_stream().into_iter().peekable();
    let mut attributes = TokenStream::new();
    while let Some(TokenTree::Punct(hash)) = tokens.peek()
        && hash.as_char() == '#'
    {
        attributes.extend(tokens.by_ref().take(2));
    }
    attributes
}

/// The attributes of an expression statement, which syn keeps with the leftmost operand.
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
