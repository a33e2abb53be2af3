//! Functions whose gated code is more than run: `guard` and `shadow`.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Error, Expr, FnArg, Pat, ReceiverKind, ReturnType, Signature, Type, spanned::Spanned};
use toggle_syntax::grammar::{Errors, GateArgs, Raw};

use super::{
    Gate,
    block::{block, braced},
    function::mentions,
};
use crate::check::Check;

/// What a gate does with the code beside running it.
pub(super) struct Watched<'a> {
    pub(super) args: &'a GateArgs,
    pub(super) check: Check<'a>,
    pub(super) output: &'a ReturnType,
    pub(super) is_async: bool,
}

impl Watched<'_> {
    /// The function's body, of the gated code, the code for when the toggle is off, and what adapts what the user wrote in the
    /// attribute.
    pub(super) fn expand(
        &self,
        inside: TokenStream,
        span: Span,
        off: Option<TokenStream>,
        adapt: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let inside = braced(inside, span);
        match &self.args.shadow {
            None => self.guarded(&inside, off, adapt),
            Some(shadow) => self.shadowed(shadow, &inside, &off.unwrap_or_default(), adapt),
        }
    }

    // from: #[feature_toggle("new-checkout", else = legacy_checkout(cart), guard)]
    //       fn checkout(cart: &Cart) -> Receipt { /* the new way */ }
    //
    // into: if let ::toggle_runtime::__private::Some(__guarded) =
    //           ::toggle_runtime::__private::watched!("guard", "new-checkout", "TOGGLE_PIN_NEW_CHECKOUT", "checkout").guarded()
    //       {
    //           __guarded.run(
    //               move || -> Receipt { /* the new way */ },
    //               |__result| ::toggle_runtime::__private::is_failure!(__result),
    //           )
    //       } else {
    //           legacy_checkout(cart)
    //       }
    fn guarded(
        &self,
        inside: &Group,
        off: Option<TokenStream>,
        adapt: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let guarded = Ident::new("__guarded", Span::mixed_site());
        let asked = match self.check.context {
            None => self.point("guard", &quote!(guarded), None),
            Some((_, context)) => self.point("guard", &quote!(guarded_for), Some(adapt(context.to_token_stream()))),
        };
        // `move`, since nothing else of the function runs after this: what is given back may borrow from arguments.
        let counted = self.counted(&guarded.to_token_stream(), &quote!(move), inside);
        let off = off.map(|off| block(&off)).map(|off| quote!(else #off));
        quote!(if let ::toggle_runtime::__private::Some(#guarded) = #asked { #counted } #off)
    }

    /// The gated code, run by what counts its outcomes.
    fn counted(&self, guarded: &TokenStream, capture: &TokenStream, inside: &Group) -> TokenStream {
        let result = Ident::new("__result", Span::mixed_site());
        let is_failure = quote!(|#result| ::toggle_runtime::__private::is_failure!(#result));
        let body = self.way(capture, &quote!(||), &quote!(async), inside);
        if self.is_async {
            quote!(#guarded.run_async(#body, #is_failure).await)
        } else {
            quote!(#guarded.run(#body, #is_failure))
        }
    }

    /// Code as a closure or, in an asynchronous function, as a future.
    //
    // from: /* the new way */
    //
    // into: async move {
    //           if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<Receipt>() {
    //               return __result;
    //           }
    //           { /* the new way */ }
    //       }
    //
    // An `async` block cannot say what its value is to be, but the first `return` does.
    fn way(
        &self,
        capture: &TokenStream,
        bars: &TokenStream,
        asynchronous: &TokenStream,
        code: &impl ToTokens,
    ) -> TokenStream {
        let output = self.output;
        match output {
            _ if !self.is_async => quote!(#capture #bars #output #code),
            ReturnType::Default => quote!(#asynchronous #capture #code),
            ReturnType::Type(_, output) => {
                let result = Ident::new("__result", Span::mixed_site());
                quote!(#asynchronous #capture {
                    if let ::toggle_runtime::__private::Some(#result) = ::toggle_runtime::__private::none::<#output>() {
                        return #result;
                    }
                    #code
                })
            }
        }
    }

    // from: #[feature_toggle("new-pricing", else = old_price(cart), shadow)]
    //       fn price(cart: &Cart) -> Price { /* the new way */ }
    //
    // into: match ::toggle_runtime::__private::watched!("shadow", "new-pricing", "TOGGLE_PIN_NEW_PRICING", "price").shadowed() {
    //           __shadowed => __shadowed.run(
    //               || -> Price { old_price(cart) },
    //               || -> Price { /* the new way */ },
    //               ::toggle_runtime::__private::same,
    //               ::toggle_runtime::__private::reported,
    //           ),
    //       }
    //
    // Not `move`: both may borrow from the arguments. Where they cannot, the error stands at the word `shadow`.
    fn shadowed(
        &self,
        shadow: &Ident,
        inside: &Group,
        off: &TokenStream,
        adapt: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        // What the result lacks is said once, at its type.
        let at_result = self.place_of_result();
        let shadowed = Ident::new("__shadowed", at_result);
        let modes = if self.args.guard.is_some() { "guard shadow" } else { "shadow" };
        let asked = match self.check.context {
            None => self.point(modes, &quote!(shadowed), None),
            Some((_, context)) => self.point(modes, &quote!(shadowed_for), Some(adapt(context.to_token_stream()))),
        };
        let candidate = if self.args.guard.is_some() {
            let counted = self.counted(&quote!(#shadowed.guarded()), &TokenStream::new(), inside);
            quote!({ #counted })
        } else {
            inside.to_token_stream()
        };
        let at = shadow.span();
        let (bars, asynchronous) = (quote_spanned!(at=> ||), quote_spanned!(at=> async));
        let way = |code: &dyn ToTokens| self.way(&TokenStream::new(), &bars, &asynchronous, &code);
        let (control, candidate) = (way(&block(off)), way(&candidate));
        let given = |key: &Option<(Ident, Raw<Expr>)>| key.as_ref().map(|(_, value)| adapt(value.to_token_stream()));
        let compare = given(&self.args.compare);
        let compare = compare.unwrap_or_else(|| quote_spanned!(at_result=> ::toggle_runtime::__private::same));
        let ignore = given(&self.args.ignore);
        let ignore = ignore.unwrap_or_else(|| quote_spanned!(at_result=> ::toggle_runtime::__private::reported));
        let ways = quote_spanned!(at_result=> (#control, #candidate, #compare, #ignore));
        let result = if self.is_async {
            quote_spanned!(at_result=> #shadowed.run_async #ways.await)
        } else {
            quote_spanned!(at_result=> #shadowed.run #ways)
        };
        quote!(match #asked { #shadowed => #result })
    }

    fn place_of_result(&self) -> Span {
        let place = match self.output {
            ReturnType::Type(_, ty) => ty.span(),
            ReturnType::Default => Span::call_site(),
        };
        place.resolved_at(Span::mixed_site())
    }

    fn point(&self, modes: &str, ask: &TokenStream, context: Option<TokenStream>) -> TokenStream {
        let point = self.check.watched(modes);
        match context {
            None => quote!(#point.#ask()),
            Some(context) => quote!(::toggle_runtime::__private::#ask!(#point, #context)),
        }
    }
}

/// What cannot be watched: whose results cannot be held, or compared, or where both ways would change the same. `receiver` is
/// what `self` is called in the body.
pub(super) fn refuse(
    gates: &[Gate<'_>],
    signature: &Signature,
    output: &ReturnType,
    (body, receiver): (&Group, &str),
    errors: &mut Errors,
) {
    let mut gates = gates.iter().map(|gate| gate.args).filter(|args| args.is_watched());
    let Some(first) = gates.clone().next() else { return };
    if let (ReturnType::Type(_, ty), Some(word)) = (output, first.shadow.as_ref().or(first.guard.as_ref())) {
        if mentions(ty.to_token_stream(), "impl") {
            let message = format!(
                "`{word}` looks at what the function returns, which needs a type with a name; write that in place of \
                 `impl ..`, or box it: `Box<dyn ..>`"
            );
            errors.push(Error::new_spanned(ty, message));
        }
        if let Type::Never(_) = &**ty {
            let message = format!("`{word}` looks at what the function returns, and this one never returns");
            errors.push(Error::new_spanned(ty, message));
        }
    }
    let Some(control) = gates.find_map(|args| args.shadow.as_ref().and(args.otherwise.as_ref())) else { return };
    if let Some(error) = nothing_to_compare(signature, output) {
        errors.push(error);
    }
    refuse_changed(signature, &control.1.to_token_stream(), body, receiver, errors);
}

fn nothing_to_compare(signature: &Signature, output: &ReturnType) -> Option<Error> {
    let message = "`shadow` compares what both ways return, and this function returns nothing; let it return what it has \
                   found out, and act on that where it is called";
    match output {
        ReturnType::Default => Some(Error::new_spanned(&signature.ident, message)),
        ReturnType::Type(_, ty) => match &**ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => Some(Error::new_spanned(ty, message)),
            _ => None,
        },
    }
}

/// Refuses arguments that both ways could change: the one that runs second would see what the first has done.
fn refuse_changed(signature: &Signature, control: &TokenStream, body: &Group, receiver: &str, errors: &mut Errors) {
    for argument in &signature.inputs {
        let (name, name_in_body) = match argument {
            FnArg::Receiver(receiver_of) if is_changeable(&receiver_of.kind) => {
                ("self".to_owned(), receiver.to_owned())
            }
            FnArg::Typed(typed) if is_exclusive(&typed.ty) => {
                let Pat::Ident(pattern) = &*typed.pat else { continue };
                let name = pattern.ident.to_string();
                (name.clone(), name)
            }
            _ => continue,
        };
        if mentions(control.clone(), &name) && mentions(body.stream(), &name_in_body) {
            let message = format!(
                "`shadow` may run both ways with the same arguments, so none may be changed that both use: the way that runs \
                 second would see what the first has done to `{name}`; take it by `&`, or gate a function that only finds \
                 out, and change `{name}` by its result"
            );
            errors.push(Error::new_spanned(argument, message));
        }
    }
}

fn is_changeable(receiver: &ReceiverKind) -> bool {
    match receiver {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
        ReceiverKind::Typed(_, ty) => is_exclusive(ty),
        _ => false,
    }
}

fn is_exclusive(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}
