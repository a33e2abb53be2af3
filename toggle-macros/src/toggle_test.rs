//! `#[toggle_test]`: a test in every combination of some toggles.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Error, Ident, ReturnType, Signature, Visibility,
    parse::{ParseStream, Parser},
    parse2,
    spanned::Spanned,
};
use toggle_syntax::grammar::{Condition, Errors, TestArgs};

use crate::check;

// from: #[toggle_test("new-checkout", FAST_PATH)]
//       fn totals() -> Result<(), Failed> { /* body */ }
//
// into: #[::toggle_runtime::__private::test]
//       fn totals() {
//           let mut __runs = ::toggle_runtime::__private::Runs::that_pass(
//               &["new-checkout", ::toggle_runtime::__private::name(&FAST_PATH)],
//           );
//           while __runs.next() {
//               __runs.run(|| -> Result<(), Failed> { /* body */ });
//           }
//           __runs.finish();
//       }
pub(crate) fn expand(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse2::<TestArgs>(args).map_err(|error| errors.push(error)).ok();
    let test = Test::parse(item).map_err(|error| errors.push(error)).ok();
    let expanded = args.zip(test).map(|(args, test)| test.expand(&args, &mut errors)).unwrap_or_default();
    match errors.finish(expanded) {
        Ok(expanded) => expanded,
        Err(error) => {
            let errors = error.into_compile_error();
            quote!(#item #errors)
        }
    }
}

/// A test function, as the tokens that the user wrote.
struct Test {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: Group,
}

impl Test {
    fn parse(item: &TokenStream) -> syn::Result<Self> {
        let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
        let Some(TokenTree::Group(body)) = head.pop() else {
            return Err(Error::new_spanned(item, "`#[toggle_test]` stands on a test function"));
        };
        let (attributes, visibility, signature) = parse_head.parse2(head.into_iter().collect()).map_err(|error| {
            let first = item.clone().into_iter().next();
            Error::new_spanned(first, format!("`#[toggle_test]` stands on a test function: {error}"))
        })?;
        Ok(Self { attributes, visibility, signature, body })
    }

    fn expand(self, args: &TestArgs, errors: &mut Errors) -> TokenStream {
        let Self { attributes, visibility, mut signature, body } = self;
        let is_test = attributes.iter().any(makes_a_test);
        if let (Some(word), false) = (&signature.asyncness, is_test) {
            let message = "an asynchronous test needs an executor: write `#[tokio::test]`, or that of another one, below \
                           `#[toggle_test]`";
            errors.push(Error::new_spanned(word, message));
        }
        let output = match std::mem::replace(&mut signature.output, ReturnType::Default) {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, ty) => quote!(#ty),
        };
        let toggles = args.toggles.iter().map(name);
        let must = if attributes.iter().any(|attribute| attribute.path().is_ident("should_panic")) {
            quote!(that_panic)
        } else {
            quote!(that_pass)
        };
        let runs = Ident::new("__runs", Span::mixed_site());
        // What is wrong with the result is said at its type.
        let at = output.span();
        let run = if signature.asyncness.is_some() {
            quote_spanned!(at=> #runs.run_async::<#output, _>(async #body).await;)
        } else {
            quote_spanned!(at=> #runs.run(|| -> #output #body);)
        };
        let test = (!is_test).then(|| quote!(#[::toggle_runtime::__private::test]));
        quote! {
            #(#attributes)*
            #test
            #visibility #signature {
                let mut #runs = ::toggle_runtime::__private::Runs::#must(&[#(#toggles),*]);
                while #runs.next() {
                    #run
                }
                #runs.finish();
            }
        }
    }
}

/// What the toggle is called. Of a path only its declaration knows, whatever its type.
fn name(toggle: &Condition) -> TokenStream {
    match toggle {
        Condition::Path(path) => {
            let at = path.span().resolved_at(Span::mixed_site());
            quote_spanned!(at=> ::toggle_runtime::__private::name(&#path))
        }
        other => check::name(other),
    }
}

fn parse_head(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Visibility, Signature)> {
    let head = (input.call(Attribute::parse_outer)?, input.parse()?, input.parse()?);
    if input.is_empty() { Ok(head) } else { Err(input.error("expected the body")) }
}

/// Whether an attribute makes a test of a function, as `#[test]`, `#[tokio::test]` and `#[rstest]` do.
fn makes_a_test(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    last.ends_with("test") || last == "test_case"
}
