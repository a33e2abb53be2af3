//! `#[feature_toggle]`: the item is split ([`item`]), what cannot be gated is refused, and each function in it gets its
//! check ([`function`]) and those that stand inside its body ([`body`]).

mod async_trait;
mod attribute;
mod body;
mod function;
mod item;
mod members;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Result, parse2};
use toggle_syntax::grammar::{Errors, GateArgs};

use self::{function::Function, item::Item, members::Members};

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = parse2::<GateArgs>(args);
    let parsed = Item::parse(item.clone());
    let mut errors = Errors::default();
    let gated = match (args, parsed) {
        (Ok(args), Ok(parsed)) => {
            let gate = Gate { args: &args, at: Span::call_site() };
            parsed.expand(Some(gate), &mut errors)
        }
        (args, parsed) => {
            // What is wrong inside the body is worth knowing, too.
            let inside = parsed.map(|parsed| parsed.expand(None, &mut errors));
            args.err().into_iter().chain(inside.err()).for_each(|error| errors.push(error));
            TokenStream::new()
        }
    };
    match errors.finish(gated) {
        Ok(gated) => gated,
        // The item survives as it was, so that its callers are not reported as well.
        Err(error) => {
            let errors = error.into_compile_error();
            let item = attribute::strip(item);
            quote!(#item #errors)
        }
    }
}

/// One `#[feature_toggle(..)]` and where it stands.
#[derive(Clone, Copy)]
struct Gate<'a> {
    args: &'a GateArgs,
    at: Span,
}

impl Item {
    fn expand(self, gate: Option<Gate<'_>>, errors: &mut Errors) -> TokenStream {
        match self {
            Self::Function(function) => function.expand(gate, errors),
            Self::Members(members) => members.expand(gate, errors),
            Self::Other(tokens) => tokens,
        }
    }
}

impl Item {
    /// Parses the item that the attribute stands on.
    fn parse(tokens: TokenStream) -> Result<Self> {
        let item = Self::split(tokens)?;
        item.refuse_other()?;
        Ok(item)
    }
}
