use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse2;
use toggle_syntax::grammar::CheckArgs;

use crate::{check::Check, report::compile_errors};

// from: enabled!("beta-search")
//
// into: ::toggle_runtime::__private::check!("beta-search", Positive, "")
pub(crate) fn expand(args: TokenStream) -> TokenStream {
    match parse2::<CheckArgs>(args) {
        Ok(CheckArgs { condition, context }) => {
            Check { condition: &condition, context: context.as_ref(), item: "", at: Span::call_site() }
                .into_token_stream()
        }
        // An expression, so that what stands around it is checked all the same.
        Err(error) => {
            let errors = compile_errors(error);
            quote::quote!({ #errors false })
        }
    }
}
