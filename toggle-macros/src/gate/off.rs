//! The off path of a gate without `else`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{ReturnType, spanned::Spanned};
use toggle_syntax::grammar::Condition;

use crate::{check, crate_path::CratePath};

/// The off path where the user gave none: nothing at all, or what the return type has for it.
pub(super) fn nothing(condition: &Condition, output: &ReturnType, krate: &CratePath) -> Option<TokenStream> {
    let ReturnType::Type(_, output) = output else { return None };
    Some(when_off(condition, output.span().resolved_at(Span::mixed_site()), krate))
}

/// Returns the value that a type has for "nothing", or a compile error at `at` that asks for an `else`.
pub(super) fn when_off(condition: &Condition, at: Span, krate: &CratePath) -> TokenStream {
    let name = check::name(condition, krate);
    let private = krate.private(at);
    quote_spanned!(at=> #private::when_off(#name))
}
