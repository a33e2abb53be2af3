//! `value!`: the value of a declared toggle.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use toggle_syntax::grammar::{Errors, ValueArgs};

use crate::{crate_path::CratePath, report::compile_errors};

// from: value!(RANKING)
//
// into: ::toggle_runtime::__private::value!(::toggle_runtime::__private::valued(&RANKING))
//
// from: value!(RANKING, for = &user.context())
//
// into: ::toggle_runtime::__private::value!(
//           ::toggle_runtime::__private::valued(&RANKING), for = &user.context()
//       )
pub(crate) fn expand(args: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (krate, args) = CratePath::take(args, &mut errors);
    let (ValueArgs { toggle, context }, error) = ValueArgs::recover(args);
    errors.push_some(error);
    match errors.finish(toggle) {
        Ok(Some(toggle)) => {
            // The place of the path, so that a path that leads to no toggle is reported there.
            let at = toggle.span().resolved_at(Span::mixed_site());
            let private = krate.private(at);
            let asked = quote_spanned!(at=> #private::valued(&#toggle));
            let context = context.map(|(_, context)| quote!(, for = #context));
            let private = krate.private(Span::call_site());
            quote!(#private::value!(#asked #context))
        }
        Ok(None) => TokenStream::new(),
        // An expression of any type, so that the code around it is checked all the same.
        Err(error) => {
            let errors = compile_errors(error, &krate);
            let used = context.map(|(_, context)| quote!(let _ = #context;));
            let value = (!krate.is_wrong()).then(|| {
                let private = krate.private(Span::call_site());
                quote!(#private::unknown_value())
            });
            quote!({ #errors #used #value })
        }
    }
}
