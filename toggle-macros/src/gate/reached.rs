//! `.await` in the ways of a gate: a pin may leave a way out, and the type of an awaited future depends on that.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::{
    block::{braced, only_braces, regroup},
    tokens::{end_of_async, is_of_macro, is_punct},
};
use crate::check::Check;

/// The way of a gate that code belongs to.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// The code that runs while the condition holds.
    Gated,
    /// The code that runs otherwise.
    Off,
}

impl Way {
    /// Returns whether the way never runs: an expression that is a constant.
    pub(super) fn is_never(self, check: &Check<'_>) -> TokenStream {
        let (private, known) = (check.krate.private(Span::call_site()), check.known());
        let runs_while = matches!(self, Self::Gated);
        // In an item, where a path that leads nowhere is reported in the words of the check, and so only once.
        quote!({ const __NEVER: #private::bool = #private::is_never(#known, #runs_while); __NEVER })
    }
}

// from: old_price(cart).await
//
// into: {
//           use ::toggle_runtime::__private::Reach as _;
//           old_price(cart)
//               .__reached::<{
//                   const __NEVER: ::toggle_runtime::__private::bool = ::toggle_runtime::__private::is_never(
//                       ::toggle_runtime::__private::Pin::on_or_off("TOGGLE_PIN_NEW_PRICE", ..).known(), false
//                   );
//                   __NEVER
//               }>()
//               .await
//       }
//
/// Marks each `.await` of a way of an asynchronous function. Code without one stays as it is, and so do closures, other
/// `async` code and the arguments of macros.
pub(super) fn marked(code: TokenStream, way: Way, check: &Check<'_>) -> TokenStream {
    let never = way.is_never(check);
    let mut is_marked = false;
    if let Some(braces) = only_braces(&code) {
        let inside = mark(braces.stream(), &never, &mut is_marked);
        let import = import(check);
        return if is_marked { TokenTree::from(braced(quote!(#import #inside), braces.span())).into() } else { code };
    }
    let marked = mark(code.clone(), &never, &mut is_marked);
    let import = import(check);
    if is_marked { quote!({ #import #marked }) } else { code }
}

/// Does the same as [`marked`] for the tokens in the braces of a body.
pub(super) fn marked_body(code: TokenStream, way: Way, check: &Check<'_>) -> TokenStream {
    let mut is_marked = false;
    let marked = mark(code.clone(), &way.is_never(check), &mut is_marked);
    let import = import(check);
    if is_marked { quote!(#import #marked) } else { code }
}

fn import(check: &Check<'_>) -> TokenStream {
    let private = check.krate.private(Span::call_site());
    quote!(use #private::Reach as _;)
}

fn mark(code: TokenStream, never: &TokenStream, is_marked: &mut bool) -> TokenStream {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let mut marked = TokenStream::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) if word == "async" => {
                let end = end_of_async(&tokens, at);
                marked.extend(tokens[at..end].iter().cloned());
                at = end;
                continue;
            }
            TokenTree::Ident(word) if word == "await" && at > 0 && is_punct(tokens.get(at - 1), '.') => {
                *is_marked = true;
                let place = word.span().resolved_at(Span::mixed_site());
                marked.extend(quote_spanned!(place=> __reached::<#never>().));
                marked.extend([token.clone()]);
            }
            TokenTree::Group(group) => {
                let inside = group.stream();
                let inside = if is_of_macro(&tokens, at) { inside } else { mark(inside, never, is_marked) };
                marked.extend([TokenTree::Group(regroup(group, inside))]);
            }
            token => marked.extend([token.clone()]),
        }
        at += 1;
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: &str) {
        let parse = |text: &str| text.parse::<TokenStream>().expect("these are tokens");
        let mut is_marked = false;
        let marked = mark(parse(code), &quote!(N), &mut is_marked);
        let expected = expected.replace('@', "__reached:: <N>()");
        assert_eq!((marked.to_string(), is_marked), (parse(&expected).to_string(), code != expected), "{code}");
    }

    #[test]
    fn await_of_the_way_itself_is_marked() {
        check("old().await", "old().@.await");
        check("{ f(async { 1 }.await); old().await? }", "{ f(async { 1 }.@.await); old().@.await? }");
        check("if a.await { b.await } else { 2 }", "if a.@.await { b.@.await } else { 2 }");
        check("x.await.y().await", "x.@.await.y().@.await");
    }

    #[test]
    fn await_of_other_code_is_not_marked() {
        for code in [
            "x.r#await",
            "Box::pin(async move { old().await })",
            "run(async || old().await)",
            "run(async move |x| { x.await })",
            "{ async fn f() -> u8 { old().await } run(f()) }",
            "select! { x = old() => x.await }",
        ] {
            check(code, code);
        }
    }
}
