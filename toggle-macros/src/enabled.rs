use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use toggle_syntax::grammar::CheckArgs;

use crate::{check::Check, crate_path::CratePath, report::compile_errors};

// from: enabled!("beta-search")
//
// into: ::toggle_runtime::__private::check!("beta-search", Positive, "")
pub(crate) fn expand(args: TokenStream) -> TokenStream {
    let (krate, args) = CratePath::parse(args);
    match args {
        Ok(CheckArgs { condition, context }) => {
            let (context, at) = (context.as_ref(), Span::call_site());
            Check { condition: &condition, context, item: "", at, krate: &krate }.into_token_stream()
        }
        // An expression, so that what stands around it is checked all the same.
        Err(error) => {
            let errors = compile_errors(error, &krate);
            quote!({ #errors false })
        }
    }
}
