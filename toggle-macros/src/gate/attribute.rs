use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Attribute, Meta, Result, parse2, spanned::Spanned};
use toggle_syntax::grammar::GateArgs;

const NAME: &str = "feature_toggle";

/// Whether this is a `#[feature_toggle]`, by whatever path.
pub(super) fn is_gate(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == NAME)
}

/// The arguments of a `#[feature_toggle]` inside a function, which must ask for something.
pub(super) fn inner_args(attribute: &Attribute) -> Result<GateArgs> {
    let args = match &attribute.meta {
        Meta::List(list) => parse2::<GateArgs>(list.tokens.clone())?,
        Meta::Path(_) => GateArgs::default(),
        Meta::NameValue(_) => {
            return Err(syn::Error::new(attribute.span(), "write `#[feature_toggle(\"name\")]`, with parentheses"));
        }
    };
    if args.condition.is_none() {
        let message = "say which toggle: write `#[feature_toggle(\"name\")]`; without one it marks a function, so that \
                       the attribute works inside";
        return Err(syn::Error::new(attribute.span(), message));
    }
    Ok(args)
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
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            kept.push(token);
            continue;
        };
        if names_gate(&group) && matches!(kept.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#') {
            kept.pop();
            continue;
        }
        let mut stripped = Group::new(group.delimiter(), strip(group.stream()));
        stripped.set_span(group.span());
        kept.push(stripped.into());
    }
    kept.into_iter().collect()
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
