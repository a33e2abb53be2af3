//! `#[feature_toggle]`: splits the item ([`item`]), refuses code that cannot be gated, and adds the checks around each
//! function ([`function`]) and inside its body ([`body`]).

mod arms;
mod async_trait;
mod attribute;
mod awaits;
pub(crate) mod block;
mod body;
mod captures;
mod conditional;
mod declared;
mod function;
mod item;
mod marks;
mod members;
mod off;
mod reached;
mod renamed;
mod stand_in;
mod tail;
mod tokens;
mod wrapped;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Block, Error, parse::Parser};
use toggle_syntax::grammar::Errors;

use self::{
    attribute::{Gate, ReadArgs},
    item::Item,
};
use crate::{crate_path::CratePath, report::compile_errors};

pub(crate) fn expand(args: TokenStream, tokens: TokenStream) -> TokenStream {
    let decided = conditional::answer(&args, &tokens);
    let is_decided = decided.is_some();
    let (args, tokens) = decided.unwrap_or((args, tokens));
    let (args, tokens) = if async_trait::follows(&tokens) {
        (captures::explicit(args), attribute::map_args(tokens, &captures::explicit))
    } else {
        (args, tokens)
    };
    let ReadArgs { krate, args: read, error } = ReadArgs::read(args.clone());
    if !item::is_item(&tokens) {
        return refuse_part(&args, &tokens, &krate);
    }
    if !krate.is_wrong()
        && let Some(asked) = conditional::ask(&krate, &args, &tokens)
    {
        return asked;
    }
    let mut errors = Errors::default();
    let tokens = renamed::refuse(&args, tokens, &mut errors);
    let asks = read.condition.is_some() || error.is_some();
    // The compiler may have removed all gates of an item whose conditions it has evaluated.
    if !asks && !is_decided && !attribute::occurs_in(tokens.clone()) {
        let message = "no code is gated here: name the toggle, as in `#[feature_toggle(\"name\")]`; without a name \
                       the attribute is for functions that have gates inside";
        errors.push(Error::new(Span::call_site(), message));
    }
    let gate = Gate { args: &read, at: Span::call_site(), is_sound: error.is_none(), krate: &krate };
    errors.push_some(error);
    let gated =
        Item::parse(tokens.clone()).and_then(|item| item.expand_whole(gate, &mut errors)).unwrap_or_else(|error| {
            errors.push(error);
            attribute::strip(tokens.clone())
        });
    // The item survives, so that the compiler reports neither its callers nor names that only the attribute uses.
    let gated = if krate.is_wrong() { attribute::strip(tokens) } else { gated };
    let errors = errors.finish(()).err().map(|error| compile_errors(error, &krate));
    quote!(#gated #errors)
}

/// Refuses a statement or an expression. The compiler expands an attribute there only if no marked function has.
fn refuse_part(args: &TokenStream, tokens: &TokenStream, krate: &CratePath) -> TokenStream {
    let other_name = renamed::other_name(args);
    let other_name = other_name.map(|name| {
        format!(
            "; inside, the attribute must be named `feature_toggle`, not \
                                                    `{name}`"
        )
    });
    let message = format!(
        "inside a function this works only if the function is marked: put `#[feature_toggle]` above its `fn`; it does \
         not reach into the arguments of a macro, nor to closures{}",
        other_name.unwrap_or_default()
    );
    let first = tokens.clone().into_iter().next();
    // A macro call may also be an item, in whose place a block is not allowed.
    if item::is_macro_call(tokens) {
        let message = format!("{}; {message}", item::refusal("macro calls outside functions"));
        let error = compile_errors(Error::new_spanned(&first, message), krate);
        return quote!(#tokens #error);
    }
    let error = compile_errors(Error::new_spanned(&first, message), krate);
    match first {
        Some(proc_macro2::TokenTree::Ident(keyword)) if keyword == "let" => quote!(#tokens #error),
        // One expression, since the place may need one. The user's code stays in it, since it uses names.
        _ => {
            let written = Some(attribute::strip(tokens.clone()));
            // In the arguments of a macro a comma may have come along.
            let written = written.filter(|tokens| Block::parse_within.parse2(tokens.clone()).is_ok());
            quote!({ #error #written })
        }
    }
}
