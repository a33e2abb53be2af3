//! The off path of a gate without `else`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{ReturnType, spanned::Spanned};
use toggle_syntax::grammar::Condition;

use crate::{check, crate_path::CratePath};

/// Returns the off path of a gate without `else`: none for a function without a result, or the off value of its type.
pub(super) fn nothing(condition: &Condition, output: &ReturnType, krate: &CratePath) -> Option<TokenStream> {
    let ReturnType::Type(_, output) = output else { return None };
    Some(when_off(condition, output.span().resolved_at(Span::mixed_site()), krate))
}

/// Returns the off value of a type. A type without one is a compile error at `at`, which proposes an `else`.
pub(super) fn when_off(condition: &Condition, at: Span, krate: &CratePath) -> TokenStream {
    let name = check::name(condition, krate);
    let private = krate.private(at);
    quote_spanned!(at=> #private::when_off(#name))
}
