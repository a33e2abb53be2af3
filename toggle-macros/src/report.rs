use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::Error;

/// What has the compiler say what is wrong.
///
/// `syn` writes `::core::compile_error!`, which is not there in edition 2015.
pub(crate) fn compile_errors(error: Error) -> TokenStream {
    let through_runtime = |token| match token {
        TokenTree::Ident(word) if word == "core" => runtime(&word),
        token => token.into(),
    };
    error.into_compile_error().into_iter().map(through_runtime).collect()
}

fn runtime(core: &Ident) -> TokenStream {
    quote_spanned!(core.span()=> toggle_runtime::__private)
}
