//! `#[toggle_test]`: a test in every combination of some toggles.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Error, Ident, Meta, MetaNameValue, ReturnType, Signature, Type, Visibility,
    parse::{ParseStream, Parser},
    parse2,
    spanned::Spanned,
};
use toggle_syntax::grammar::{Condition, Errors, TestArgs};

use crate::{
    check,
    crate_path::CratePath,
    gate::block::{braced, split_inner_attributes},
    report::compile_errors,
};

// from: #[toggle_test("new-checkout", FAST_PATH)]
//       fn totals() -> Result<(), Failed> { /* body */ }
//
// into: #[::toggle_runtime::__private::test]
//       fn totals() {
//           let mut __runs = ::toggle_runtime::__private::once!(
//               ::toggle_runtime::__private::Runs::that_pass(
//                   &["new-checkout", ::toggle_runtime::__private::name(&FAST_PATH)],
//               ),
//               "totals"
//           );
//           while __runs.next() {
//               __runs.run(|| -> Result<(), Failed> { /* body */ });
//           }
//           __runs.finish();
//       }
pub(crate) fn expand(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (krate, args) = CratePath::parse::<TestArgs>(args);
    let args = args.map_err(|error| errors.push(error)).ok();
    let test = Test::parse(item).map_err(|error| errors.push(error)).ok();
    let expanded = args.zip(test).map(|(args, test)| test.expand(&args, &krate, &mut errors)).unwrap_or_default();
    match errors.finish(expanded) {
        Ok(expanded) => expanded,
        Err(error) => {
            let errors = compile_errors(error, &krate);
            // No test calls the function now, and that is not the user's mistake.
            quote!(#[allow(dead_code)] #item #errors)
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

    fn expand(self, args: &TestArgs, krate: &CratePath, errors: &mut Errors) -> TokenStream {
        let Self { attributes, visibility, mut signature, body } = self;
        let is_test = attributes.iter().any(makes_a_test);
        refuse(&attributes, &signature, is_test, errors);
        let span = body.span();
        // Inner attributes have to stay first, and apply to the whole function.
        let (inner_attributes, inside) = split_inner_attributes(body.stream());
        let body = braced(inside, span);
        let once = signature.clone();
        let output = match std::mem::replace(&mut signature.output, ReturnType::Default) {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, ty) => quote!(#ty),
        };
        // A closure cannot have the type `impl Termination`. An inner function can, but does not see the arguments of
        // the outer function.
        let is_unnamed = matches!(parse2(output.clone()), Ok(Type::ImplTrait(_)));
        let inside = (is_unnamed && signature.inputs.is_empty()).then(|| quote!(#once #body));
        let (code, called) = match &inside {
            Some(_) => (once.ident.to_token_stream(), quote!(())),
            None => (body.to_token_stream(), TokenStream::new()),
        };
        let named = (!is_unnamed).then_some(&output);
        let toggles = args.toggles.iter().map(|toggle| name(toggle, krate));
        let must = must(&attributes);
        let runs = Ident::new("__runs", Span::mixed_site());
        // An error about the result points to the type of the result.
        let at = output.span();
        let run = if signature.asyncness.is_some() {
            let types = named.map(|output| quote_spanned!(at=> ::<#output, _>));
            let asynchronous = inside.is_none().then(|| quote_spanned!(at=> async));
            let ended = Ident::new("__ended", Span::mixed_site());
            quote_spanned! {at=>
                let #ended = #runs.run_async #types (#asynchronous #code #called).await;
                #runs.judge(#ended);
            }
        } else {
            let bars = inside.is_none().then(|| quote_spanned!(at=> ||));
            let result = named.map(|output| quote_spanned!(at=> -> #output));
            quote_spanned!(at=> #runs.run(#bars #result #code);)
        };
        let private = krate.private(Span::call_site());
        let test = (!is_test).then(|| quote!(#[#private::test]));
        let names = quote!(&[#(#toggles),*]);
        let expecting = must.expecting.map(|text| quote!(.expecting(#text)));
        let must = must.word;
        let all = quote!(#private::Runs::#must(#names)#expecting);
        let title = signature.ident.to_string();
        // Another attribute may have registered the test already, which shows only when the test runs.
        let all = if is_test { all } else { quote!(#private::once!(#all, #title)) };
        quote! {
            #(#attributes)*
            #test
            #visibility #signature {
                #inner_attributes
                #inside
                let mut #runs = #all;
                while #runs.next() {
                    #run
                }
                #runs.finish();
            }
        }
    }
}

/// Refuses tests that cannot run several times, or not by this attribute.
fn refuse(attributes: &[Attribute], signature: &Signature, is_test: bool, errors: &mut Errors) {
    if let Some(word) = &signature.constness {
        errors.push(Error::new_spanned(
            word,
            "a test checks toggles at run time, which a `const fn` cannot; remove `const`",
        ));
    }
    if let (Some(word), false) = (&signature.asyncness, is_test) {
        let message = "an asynchronous test needs an executor: write `#[tokio::test]`, or that of another one, below \
                       `#[toggle_test]`";
        errors.push(Error::new_spanned(word, message));
    }
    if let (Some(argument), false) = (signature.inputs.first(), is_test) {
        let message = "the arguments of this test have no source: put `#[toggle_test(..)]` above the attribute that \
                       supplies them, such as `#[rstest]`, `#[test_case(..)]` or `#[bench]`";
        errors.push(Error::new_spanned(argument, message));
    }
    for attribute in attributes.iter().filter(|attribute| is_called(attribute, "test_case")) {
        let Meta::List(list) = &attribute.meta else { continue };
        let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
        let is_arrow = |pair: &&[TokenTree]| pair[0].to_string() == "=" && pair[1].to_string() == ">";
        if let Some(arrow) = tokens.windows(2).find(is_arrow) {
            let message = "the results of several runs are not passed to `=>`; compare in the test, with `assert_eq!`";
            errors.push(Error::new_spanned(arrow.iter().cloned().collect::<TokenStream>(), message));
        }
    }
}

/// The required outcome of each run.
struct Must {
    word: Ident,
    /// The required part of the panic's message.
    expecting: Option<TokenStream>,
}

fn must(attributes: &[Attribute]) -> Must {
    let word = |word: &str| Ident::new(word, Span::call_site());
    let Some(should_panic) = attributes.iter().find(|attribute| attribute.path().is_ident("should_panic")) else {
        return Must { word: word("that_pass"), expecting: None };
    };
    // The compiler reports mistakes in `#[should_panic]`.
    let expecting = match &should_panic.meta {
        Meta::Path(_) => None,
        Meta::NameValue(value) => Some(value.value.to_token_stream()),
        Meta::List(list) => list.parse_args::<MetaNameValue>().ok().map(|expected| expected.value.to_token_stream()),
    };
    Must { word: word("that_panic"), expecting }
}

/// Returns an expression for the toggle's name. For a path, only the declaration has the name, and it may be of any
/// type.
fn name(toggle: &Condition, krate: &CratePath) -> TokenStream {
    match toggle {
        Condition::Path(path) => {
            let at = path.span().resolved_at(Span::mixed_site());
            let private = krate.private(at);
            quote_spanned!(at=> #private::name(&#path))
        }
        other => check::name(other, krate),
    }
}

fn parse_head(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Visibility, Signature)> {
    let head = (input.call(Attribute::parse_outer)?, input.parse()?, input.parse()?);
    if input.is_empty() { Ok(head) } else { Err(input.error("expected the body")) }
}

/// Returns whether an attribute registers a function as a test, as `#[test]`, `#[tokio::test]`, `#[rstest]` and
/// `#[bench]` do.
fn makes_a_test(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    last.ends_with("test") || last == "test_case" || last == "bench"
}

fn is_called(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == name)
}
