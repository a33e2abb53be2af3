use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, ImplItem, Item as SynItem, ItemImpl, Result, TraitItem,
    parse::{Parse, ParseStream, Parser},
    parse2,
};
use toggle_syntax::grammar::{Errors, Raw};

use super::{
    Gate,
    attribute::{self, Mark},
    block::{regroup, split_inner_attributes},
    function::Declared,
    inherited,
    item::Item,
};

/// The braces of an `impl` block, a module or a trait, with items inside.
pub(super) struct Members {
    pub(super) keyword: Ident,
    attributes: Vec<Attribute>,
    tokens: TokenStream,
}

impl Members {
    pub(super) fn new(keyword: Ident, attributes: Vec<Attribute>, tokens: TokenStream) -> Self {
        Self { keyword, attributes, tokens }
    }

    /// Gates every function with a body, in modules and traits inside as well; the rest stays as it is. Counts the
    /// functions.
    pub(super) fn expand(self, gates: &[Gate<'_>], errors: &mut Errors, functions: &mut usize) -> TokenStream {
        let own = attribute::take_all(&self.attributes, inherited(gates), errors);
        let gates: Vec<Gate<'_>> = gates.iter().copied().chain(own.iter().map(Mark::gate)).collect();
        let mut tokens: Vec<TokenTree> = attribute::strip_outer(self.tokens).into_iter().collect();
        let Some(TokenTree::Group(braces)) = tokens.pop() else { return tokens.into_iter().collect() };
        let declared = declared_by(&tokens);
        let (mut inside, items) = split_inner_attributes(braces.stream());
        let whole = items.clone();
        let items = match self.keyword.to_string().as_str() {
            "impl" => sequence::<ImplItem>.parse2(items),
            "trait" => sequence::<TraitItem>.parse2(items),
            _ => sequence::<SynItem>.parse2(items),
        };
        for item in items.unwrap_or_else(|error| {
            errors.push(error);
            vec![attribute::strip(whole)]
        }) {
            match Item::split(item.clone()) {
                Ok(mut split) => {
                    if let Item::Function(function) = &mut split {
                        function.declared = declared.clone();
                    }
                    inside.extend(split.expand(&gates, errors, functions));
                }
                // Such as a macro call: nothing that could be gated.
                Err(_) => inside.extend(item),
            }
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

/// Returns the place where the functions behind this header are declared: a trait, if the header implements one.
fn declared_by(header: &[TokenTree]) -> Declared {
    let Ok(header) = parse2::<ItemImpl>(quote!(#(#header)* {})) else { return Declared::Here };
    let last = header.trait_.as_ref().and_then(|(path, ..)| path.segments.last());
    last.map_or(Declared::Here, |name| Declared::ByTrait(name.ident.clone()))
}

/// The tokens of each item.
fn sequence<T: Parse>(input: ParseStream<'_>) -> Result<Vec<TokenStream>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse::<Raw<T>>()?.tokens);
    }
    Ok(items)
}
