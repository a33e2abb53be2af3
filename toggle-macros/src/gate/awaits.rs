//! `.await` in the arguments of a gate, where the code around is not asynchronous.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, Expr, Signature};
use toggle_syntax::grammar::{Errors, GateArgs, Raw};

use super::tokens::{end_of_async, is_of_macro, is_punct};

/// The kind of code around a gate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Async,
    /// A function that is not `async`, or no more: another attribute may have changed it before.
    Function,
    /// A closure that is not `async`.
    Closure,
}

impl Kind {
    pub(super) fn of(function: &Signature) -> Self {
        if function.asyncness.is_some() { Self::Async } else { Self::Function }
    }
}

/// Refuses `.await` in the arguments of a gate in synchronous code of the function `item`.
///
/// Returns the arguments without the values that have one, which the compiler would report once more.
pub(super) fn refuse(args: &GateArgs, kind: Kind, item: &str, errors: &mut Errors) -> Option<GateArgs> {
    let message = match kind {
        Kind::Async => return None,
        Kind::Closure => "this closure is not `async`, so `.await` cannot be used here: write `async ||`".to_owned(),
        Kind::Function => format!(
            "`{item}` is not `async` where this attribute is expanded, so `.await` cannot be used here: write `async \
             fn`; if the function is already `async`, put `#[feature_toggle(..)]` above the attribute that has \
             changed it, such as `#[tokio::main]`, `#[tokio::test]` or `#[async_recursion]`"
        ),
    };
    let mut is_refused = |value: &Raw<Expr>| {
        let found = find(value.to_token_stream()).map(|word| errors.push(Error::new_spanned(word, &message)));
        found.is_some()
    };
    let context = args.context.as_ref().is_some_and(|(_, value)| is_refused(value));
    let otherwise = args.otherwise.as_ref().is_some_and(|(_, value)| is_refused(value));
    (context || otherwise).then(|| GateArgs {
        context: args.context.clone().filter(|_| !context),
        otherwise: args.otherwise.clone().filter(|_| !otherwise),
        ..args.clone()
    })
}

/// Finds the `await` of a `.await` outside of other code that is `async`, and of the arguments of macro calls.
fn find(tokens: TokenStream) -> Option<Ident> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) if word == "async" => {
                at = end_of_async(&tokens, at);
                continue;
            }
            TokenTree::Ident(word) if word == "await" && at > 0 && is_punct(tokens.get(at - 1), '.') => {
                return Some(word.clone());
            }
            TokenTree::Group(group) => {
                if !is_of_macro(&tokens, at)
                    && let Some(found) = find(group.stream())
                {
                    return Some(found);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: bool) {
        let tokens: TokenStream = code.parse().expect("these are tokens");
        assert_eq!(find(tokens).is_some(), expected, "{code}");
    }

    #[test]
    fn await_in_place_is_found() {
        check("old().await", true);
        check("{ f(async { 1 }.await); }", true);
        check("Some(old(n - 1).await?)", true);
        check("if async { true }.await { 1 } else { 2 }", true);
    }

    #[test]
    fn await_in_other_code_is_not_found() {
        check("await_", false);
        check("x.r#await", false);
        check("Box::pin(async move { old().await })", false);
        check("run(async || old().await)", false);
        check("run(async move |x| { x.await })", false);
        check("{ async fn f() -> u8 { old().await } run(f()) }", false);
        check("select! { x = old() => x.await }", false);
    }
}
