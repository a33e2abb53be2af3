//! Functions whose gated code is more than run: `guard` and `shadow`.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Error, Expr, FnArg, Pat, ReceiverKind, ReturnType, Signature, Type, ext::IdentExt, spanned::Spanned};
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
        let shadowed = Ident::new("__shadowed", Span::mixed_site());
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
        let given = |key: &Option<(Ident, Raw<Expr>)>| key.as_ref().map(|(_, value)| adapt(value.to_token_stream()));
        let compare = given(&self.args.compare).unwrap_or_else(|| quote!(::toggle_runtime::__private::same));
        let ignore = given(&self.args.ignore).unwrap_or_else(|| quote!(::toggle_runtime::__private::reported));
        let at = shadow.span();
        let (bars, asynchronous) = (quote_spanned!(at=> ||), quote_spanned!(at=> async));
        let way = |code: &dyn ToTokens| self.way(&TokenStream::new(), &bars, &asynchronous, &code);
        let (control, candidate) = (way(&block(off)), way(&candidate));
        // What the result lacks is said at its type.
        let output = self.result();
        let at = output.span().resolved_at(Span::mixed_site());
        let (run, wait) = if self.is_async {
            (quote_spanned!(at=> run_async::<#output, _, _, _, _>), Some(quote!(.await)))
        } else {
            (quote_spanned!(at=> run::<#output, _, _, _, _>), None)
        };
        quote!(match #asked { #shadowed => #shadowed.#run(#control, #candidate, #compare, #ignore) #wait })
    }

    fn point(&self, modes: &str, ask: &TokenStream, context: Option<TokenStream>) -> TokenStream {
        let point = self.check.watched(modes);
        match context {
            None => quote!(#point.#ask()),
            Some(context) => quote!(::toggle_runtime::__private::#ask!(#point, #context)),
        }
    }

    fn result(&self) -> TokenStream {
        match self.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        }
    }
}

/// What cannot be watched: whose results cannot be held, or compared, or where both ways would change the same.
pub(super) fn refuse(
    gates: &[Gate<'_>],
    signature: &Signature,
    output: &ReturnType,
    body: &Group,
    errors: &mut Errors,
) {
    for gate in gates {
        let Some(word) = gate.args.shadow.as_ref().or(gate.args.guard.as_ref()) else { continue };
        if let ReturnType::Type(_, ty) = output {
            if mentions(ty.to_token_stream(), "impl") {
                let message =
                    format!("`{word}` looks at the result, whose type has no name; write the type, or box it");
                errors.push(Error::new_spanned(ty, message));
            }
            if let Type::Never(_) = &**ty {
                let message = format!("`{word}` looks at the result, and this function never has one");
                errors.push(Error::new_spanned(ty, message));
            }
        }
        if let Some(shadow) = &gate.args.shadow {
            if is_unit(output) {
                let message = "`shadow` compares results, and this function has none; let both ways return what they have found \
                               out, and act on that elsewhere";
                errors.push(Error::new_spanned(shadow, message));
            }
            let Some((_, control)) = &gate.args.otherwise else { continue };
            refuse_changed(signature, &control.to_token_stream(), body, errors);
        }
    }
}

fn is_unit(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()),
    }
}

fn is_changeable(kind: &ReceiverKind) -> bool {
    match kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
        ReceiverKind::Typed(_, ty) => matches!(&**ty, Type::Reference(reference) if reference.mutability.is_some()),
        _ => false,
    }
}

/// Arguments that both ways could change: the one that runs second would see what the first has done.
fn refuse_changed(signature: &Signature, control: &TokenStream, body: &Group, errors: &mut Errors) {
    for argument in &signature.inputs {
        let name = match argument {
            FnArg::Receiver(receiver) if is_changeable(&receiver.kind) => "self".to_owned(),
            FnArg::Typed(typed) if matches!(&*typed.ty, Type::Reference(reference) if reference.mutability.is_some()) =>
            {
                let Pat::Ident(pattern) = &*typed.pat else { continue };
                pattern.ident.unraw().to_string()
            }
            _ => continue,
        };
        if mentions(control.clone(), &name) && mentions(body.stream(), &name) {
            let message = format!(
                "`shadow` runs both ways with the same arguments, so neither may change them: what one does to `{name}`, the \
                 other would see; take `&`, or have each way change a clone of its own"
            );
            errors.push(Error::new_spanned(argument, message));
        }
    }
}
