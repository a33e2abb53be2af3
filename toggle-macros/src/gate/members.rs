//! The items of an `impl` block, a module or a trait.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, ImplItem, Item, Result, TraitItem,
    parse::{Parse, ParseStream, Parser},
};
use toggle_syntax::grammar::{Errors, Raw};

use super::{
    attribute::{self, Gate, Mark, inherited},
    block::{regroup, split_inner_attributes},
    declared::Declared,
};

/// The braces of an `impl` block, a module or a trait, with items inside.
pub(super) struct Members {
    pub(super) kind: Kind,
    pub(super) keyword: Ident,
    attributes: Vec<Attribute>,
    tokens: TokenStream,
}

/// The kind of a block with items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Impl,
    Module,
    Trait,
}

impl Kind {
    /// Returns the kind of block that begins with this keyword, if one does.
    pub(super) fn of(keyword: &Ident) -> Option<Self> {
        match keyword.to_string().as_str() {
            "impl" => Some(Self::Impl),
            "mod" => Some(Self::Module),
            "trait" => Some(Self::Trait),
            _ => None,
        }
    }
}

impl Members {
    pub(super) fn new(kind: Kind, keyword: Ident, attributes: Vec<Attribute>, tokens: TokenStream) -> Self {
        Self { kind, keyword, attributes, tokens }
    }

    /// Puts what `expand` makes of each item, with the gates and the place of its functions, in the item's place.
    pub(super) fn map(
        self,
        gates: &[Gate<'_>],
        errors: &mut Errors,
        mut expand: impl FnMut(TokenStream, &[Gate<'_>], &Declared, &mut Errors) -> TokenStream,
    ) -> TokenStream {
        let own = attribute::take_all(&self.attributes, inherited(gates), errors);
        let gates: Vec<Gate<'_>> = gates.iter().copied().chain(own.iter().map(Mark::gate)).collect();
        let mut tokens: Vec<TokenTree> = attribute::strip_outer(self.tokens).into_iter().collect();
        let Some(TokenTree::Group(braces)) = tokens.pop() else { return tokens.into_iter().collect() };
        let declared = Declared::behind(&tokens);
        let (mut inside, items) = split_inner_attributes(braces.stream());
        let whole = items.clone();
        let items = match self.kind {
            Kind::Impl => sequence::<ImplItem>.parse2(items),
            Kind::Trait => sequence::<TraitItem>.parse2(items),
            Kind::Module => sequence::<Item>.parse2(items),
        };
        for item in items.unwrap_or_else(|error| {
            errors.push(error);
            vec![attribute::strip(whole)]
        }) {
            inside.extend(expand(item, &gates, &declared, errors));
        }
        tokens.push(regroup(&braces, inside).into());
        tokens.into_iter().collect()
    }
}

impl ToTokens for Members {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

/// The tokens of each item.
fn sequence<T: Parse>(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse::<Raw<T>>()?.tokens);
    }
    Ok(items)
}
