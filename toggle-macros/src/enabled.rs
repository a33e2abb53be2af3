//! `enabled!`: a condition as an expression.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use toggle_syntax::grammar::{CheckArgs, Errors};

use crate::{check::Check, crate_path::CratePath, report::compile_errors};

// from: enabled!("beta-search")
//
// into: ::toggle_runtime::__private::check!("beta-search", Positive, "")
pub(crate) fn expand(args: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (krate, args) = CratePath::take(args, &mut errors);
    let (CheckArgs { condition, context }, error) = CheckArgs::recover(args);
    errors.push_some(error);
    let context = context.as_ref();
    match errors.finish(condition) {
        Ok(condition) => {
            let at = Span::call_site();
            let check = condition.as_ref().map(|condition| Check { condition, context, item: "", at, krate: &krate });
            check.into_token_stream()
        }
        // An expression, so that the code around it is checked all the same.
        Err(error) => {
            let errors = compile_errors(error, &krate);
            let used = context.map(|(_, context)| quote!(let _ = #context;));
            quote!({ #errors #used false })
        }
    }
}
