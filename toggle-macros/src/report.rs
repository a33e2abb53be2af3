//! Mistakes as compile errors.

use proc_macro2::{TokenStream, TokenTree};
use syn::Error;

use crate::crate_path::CratePath;

/// Returns the tokens that make the compiler report the errors.
///
/// `syn` writes `::core::compile_error!`, which is not there in edition 2015.
pub(crate) fn compile_errors(error: Error, krate: &CratePath) -> TokenStream {
    let errors = error.into_compile_error();
    if krate.is_wrong() {
        return errors;
    }
    let mut tokens: Vec<TokenTree> = Vec::new();
    for token in errors {
        match token {
            TokenTree::Ident(core) if core == "core" => {
                // The two colons before `core` go as well.
                tokens.truncate(tokens.len().saturating_sub(2));
                tokens.extend(krate.private(core.span()));
            }
            token => tokens.push(token),
        }
    }
    tokens.into_iter().collect()
}
