use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    ImplItem, Item as SynItem, Result, TraitItem,
    parse::{Parse, ParseStream, Parser},
};
use toggle_syntax::grammar::{Errors, Raw};

use super::{Gate, function::split_inner_attributes, item::Item};

/// The braces of an `impl` block, a module or a trait, with items inside.
pub(super) struct Members {
    pub(super) keyword: Ident,
    tokens: TokenStream,
}

impl Members {
    pub(super) fn new(keyword: Ident, tokens: TokenStream) -> Self {
        Self { keyword, tokens }
    }

    /// Gates every function with a body, in modules and traits inside as well; the rest stays as it is.
    pub(super) fn expand(self, gate: Option<Gate<'_>>, errors: &mut Errors) -> TokenStream {
        let mut tokens: Vec<TokenTree> = self.tokens.into_iter().collect();
        let Some(TokenTree::Group(braces)) = tokens.pop() else { return tokens.into_iter().collect() };
        let (mut inside, items) = split_inner_attributes(braces.stream());
        let items = match self.keyword.to_string().as_str() {
            "impl" => sequence::<ImplItem>.parse2(items),
            "trait" => sequence::<TraitItem>.parse2(items),
            _ => sequence::<SynItem>.parse2(items),
        };
        for item in items.unwrap_or_else(|error| {
            errors.push(error);
            Vec::new()
        }) {
            match Item::split(item.clone()) {
                Ok(split) => inside.extend(split.expand(gate, errors)),
                // Such as a macro call: nothing that could be gated.
                Err(_) => inside.extend(item),
            }
        }
        let mut whole = Group::new(braces.delimiter(), inside);
        whole.set_span(braces.span());
        tokens.push(whole.into());
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
