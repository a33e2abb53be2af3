//! Functions whose gated code is more than run: `guard` and `shadow`.

mod arguments;
mod names;
mod refuse;
mod scopes;
mod variables;

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ReturnType, spanned::Spanned};
use toggle_syntax::grammar::{GateArgs, Raw};

use self::{names::may_name, variables::VariableKind};
pub(super) use self::{
    refuse::{refuse, refuse_index},
    variables::{Variable, of as variables_of},
};
use super::{
    block::{block, braced, labelled, only_braces},
    reached::{self, Way},
};
use crate::check::Check;

/// A gate that guards the code or runs it in shadow mode.
pub(super) struct Wrapped<'a> {
    pub(super) args: &'a GateArgs,
    pub(super) check: Check<'a>,
    pub(super) output: &'a ReturnType,
    pub(super) is_async: bool,
    pub(super) variables: &'a [Variable],
}

/// The capture of arguments by the closure or future of a way.
struct Capture {
    /// `move`, or no tokens.
    word: TokenStream,
    /// The arguments that the way takes, used or not.
    taken: Vec<Ident>,
}

impl Wrapped<'_> {
    /// Returns the function's body, made of the gated code and the code for when the toggle is off. `adapt` changes the
    /// expressions that the user wrote in the attribute.
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
    // into: match ::toggle_runtime::__private::wrapped!(
    //           "guard", "new-checkout", "TOGGLE_PIN_NEW_CHECKOUT", "checkout"
    //       ).ways() {
    //           ::toggle_runtime::__private::Ok(__guarded) => __guarded.run(
    //               move || -> Receipt { /* the new way */ },
    //               |__result| ::toggle_runtime::__private::is_failure!(__result),
    //           ),
    //           ::toggle_runtime::__private::Err(__guarded) => __guarded.run(
    //               move || -> Receipt { legacy_checkout(cart) },
    //               |__result| ::toggle_runtime::__private::is_failure!(__result),
    //           ),
    //       }
    //
    // Without an `else` there is no second way to compare: `if let Some(__guarded) = ...guarded() { .. } else { .. }`.
    fn guarded(
        &self,
        inside: &Group,
        off: Option<TokenStream>,
        adapt: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let guarded = Ident::new("__guarded", Span::mixed_site());
        let is_compared = self.args.otherwise.is_some();
        let [ask, ask_for] =
            if is_compared { [quote!(ways), quote!(ways_for)] } else { [quote!(guarded), quote!(guarded_for)] };
        let asked = match self.check.context {
            None => self.point("guard", &ask, None),
            Some((_, context)) => self.point("guard", &ask_for, Some(adapt(context.to_token_stream()))),
        };
        let taken = self.taken_by_guard(inside, off.as_ref());
        // `move`, since no other code of the function runs after this, and the result may borrow from arguments.
        let capture = Capture { word: quote!(move), taken };
        let body = self.way(&capture, Span::call_site(), inside);
        let counted = self.counted(&guarded.to_token_stream(), &body, Way::Gated, &adapt);
        let private = self.private(Span::call_site());
        if let (Some((otherwise, _)), Some(off)) = (&self.args.otherwise, &off) {
            let off = only_braces(off).unwrap_or_else(|| braced(off.clone(), Span::call_site()));
            let other = self.way(&capture, otherwise.span, &off);
            let other = self.counted(&guarded.to_token_stream(), &other, Way::Off, &adapt);
            return quote! {
                match #asked {
                    #private::Ok(#guarded) => #counted,
                    #private::Err(#guarded) => #other,
                }
            };
        }
        let off = off.map(|off| if self.is_async { reached::marked(off, Way::Off, &self.check) } else { off });
        let off = off.map(|off| block(&off)).map(|off| quote!(else #off));
        quote!(if let #private::Some(#guarded) = #asked { #counted } #off)
    }

    /// Returns the call that runs the code of a way, as [`way`](Self::way) makes it, and counts the outcome.
    fn counted(
        &self,
        guarded: &TokenStream,
        body: &TokenStream,
        way: Way,
        adapt: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let private = self.private(Span::call_site());
        let result = Ident::new("__result", Span::mixed_site());
        let is_failure = if let Some((_, failure)) = &self.args.failure {
            // The closure and the type of the function make a predicate of another type the only reported mistake.
            let failure = adapt(failure.to_token_stream());
            let at = failure.span().resolved_at(Span::mixed_site());
            let (private, output) = (self.private(at), self.result());
            let judged = quote_spanned!(at=> #private::failure::<#output>(#failure, #result));
            quote!(|#result| #judged)
        } else {
            quote!(|#result| #private::is_failure!(#result))
        };
        if self.is_async {
            let run = self.reached(&quote!(#guarded.run_async(#body, #is_failure)), way, Span::call_site());
            quote!(#run.await)
        } else {
            quote!(#guarded.run(#body, #is_failure))
        }
    }

    /// Returns the future, unless a pin leaves the way out.
    fn reached(&self, future: &TokenStream, way: Way, at: Span) -> TokenStream {
        let (private, never) = (self.private(at), way.is_never(&self.check));
        quote_spanned!(at=> #private::way::<#never, _>(#future))
    }

    /// Returns code as a closure or, in an asynchronous function, as a future.
    //
    // from: /* the new way */
    //
    // into: async move {
    //           if let ::toggle_runtime::__private::Some(__result) = ::toggle_runtime::__private::none::<Receipt>() {
    //               ::toggle_runtime::__private::identity(((log, lock,), ())).1 = ();
    //               return __result;
    //           }
    //           return match ::toggle_runtime::__private::none::<Receipt>() {
    //               ::toggle_runtime::__private::Some(__result) => __result,
    //               _ => { /* the new way */ }
    //           };
    //       }
    //
    // The first `return` sets the type of an `async` block, which has no other syntax for it. A closure has a syntax,
    // but errors about its borrows would then point to the type. The captured arguments are named in code that never
    // runs, last argument first: the closure takes them whole, and drops them in the order of the function. On the left
    // of an assignment, Clippy accepts names that begin with `_`. The braces are not the user's, which lints would call
    // needless. Clippy reports a future at the end of an `async` block as not awaited. The compiler calls a `return` of
    // a diverging expression unreachable, unless that expression may have another value.
    fn way(&self, capture: &Capture, at: Span, code: &Group) -> TokenStream {
        let Capture { word, taken } = capture;
        let output = self.result();
        let bars = if self.is_async { TokenStream::new() } else { quote_spanned!(at=> ||) };
        if !self.is_async && self.args.shadow.is_none() && taken.is_empty() {
            return quote!(#word #bars -> #output #code);
        }
        let result = Ident::new("__result", Span::mixed_site());
        let private = self.private(Span::call_site());
        let taken = (!taken.is_empty()).then(|| quote!(#private::identity(((#(#taken,)*), ())).1 = ();));
        let some = quote!(#private::Some(#result));
        let none = quote!(#private::none::<#output>());
        let first = quote!(if let #some = #none { #taken return #result; });
        if self.is_async {
            let asynchronous = quote_spanned!(at=> async);
            quote!(#asynchronous #word { #first return match #none { #some => #result, _ => #code }; })
        } else {
            let code = labelled(code, "'__way");
            let output = self.args.shadow.is_none().then(|| quote!(-> #output));
            quote!(#word #bars #output { #first #code })
        }
    }

    /// Returns the type that the function returns.
    fn result(&self) -> TokenStream {
        match self.output {
            ReturnType::Default => quote_spanned!(Span::mixed_site()=> ()),
            ReturnType::Type(_, output) => output.to_token_stream(),
        }
    }

    /// Returns the arguments that guarded code has to take, so that they are dropped in the order of the function: the
    /// used ones, and those whose name begins with `_`. A single argument counts as well: its fields have an order, and
    /// a closure would take only some fields.
    fn taken_by_guard(&self, inside: &Group, off: Option<&TokenStream>) -> Vec<Ident> {
        let context = self.check.context.map(|(_, context)| context.to_token_stream());
        let failure = self.args.failure.as_ref().map(|(_, failure)| failure.to_token_stream());
        let is_named = |name: &Ident| {
            // The predicate runs after the code, which cannot take an argument that only the predicate uses.
            let in_failure = failure.as_ref().is_some_and(|tokens| may_name(tokens.clone(), name));
            if in_failure && !may_name(inside.stream(), name) {
                return false;
            }
            let elsewhere = off.into_iter().chain(&context).any(|tokens| may_name(tokens.clone(), name));
            // Naming an argument that the user never names would silence the compiler's warning.
            elsewhere || may_name(inside.stream(), name) || name.to_string().starts_with('_')
        };
        let variables = self.variables.iter().rev().filter(|variable| variable.kind.may_drop());
        variables.map(|variable| &variable.inside).filter(|name| is_named(name)).cloned().collect()
    }

    // from: #[feature_toggle("new-pricing", else = old_price(cart), shadow)]
    //       fn price(cart: &Cart) -> Price { /* the new way */ }
    //
    // into: match ::toggle_runtime::__private::wrapped!("shadow", "new-pricing", "TOGGLE_PIN_NEW_PRICING",
    // "price").shadowed() {
    //           __shadowed => __shadowed.run(
    //               || { /* as `way` makes it, of */ old_price(cart) },
    //               || { /* as `way` makes it, of the new way */ },
    //               ::toggle_runtime::__private::same,
    //               ::toggle_runtime::__private::reported,
    //           ),
    //       }
    //
    // Not `move`: both may borrow from the arguments. Where they cannot, the error stands at the words `else` and
    // `shadow`.
    fn shadowed(
        &self,
        shadow: &Ident,
        inside: &Group,
        off: &TokenStream,
        adapt: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        // A trait that the result lacks is reported once, at the type of the result.
        let at_result = self.place_of_result();
        let shadowed = Ident::new("__shadowed", at_result);
        let modes = if self.args.guard.is_some() { "guard shadow" } else { "shadow" };
        let asked = match self.check.context {
            None => self.point(modes, &quote!(shadowed), None),
            Some((_, context)) => self.point(modes, &quote!(shadowed_for), Some(adapt(context.to_token_stream()))),
        };
        let given = |key: &Option<(Ident, Raw<Expr>)>| key.as_ref().map(|(_, value)| adapt(value.to_token_stream()));
        let (compare, ignore) = (given(&self.args.compare), given(&self.args.ignore));
        let judges = compare.iter().chain(&ignore).cloned().collect::<TokenStream>();
        let capture = |way: &TokenStream, other: &TokenStream| self.taken_by_way(way, [other, &judges]);
        // The predicate of the guard runs in both ways, after the code inside, which must not take its arguments.
        let failure: TokenStream = given(&self.args.failure).into_iter().collect();
        let with_failure = |tokens: TokenStream| [tokens, failure.clone()].into_iter().collect::<TokenStream>();
        let (whole, others) = (with_failure(inside.stream()), with_failure(off.clone()));
        let (of_control, of_candidate) = (capture(off, &whole), capture(&inside.stream(), &others));
        let wrap = |way: &TokenStream, word: TokenStream, at: Span| {
            // This takes the arguments together with the code inside, which takes them.
            self.way(&Capture { word, taken: Vec::new() }, at, &braced(way.clone(), Span::call_site()))
        };
        let at = shadow.span();
        let candidate = self.way(&of_candidate, at, inside);
        let candidate = if self.args.guard.is_some() {
            let counted = self.counted(&quote!(#shadowed.guarded()), &candidate, Way::Gated, &adapt);
            wrap(&counted, capture(&whole, &others).word, at)
        } else {
            candidate
        };
        let at_else = self.args.otherwise.as_ref().map_or(at, |(otherwise, _)| otherwise.span);
        let off = only_braces(off).unwrap_or_else(|| braced(off.clone(), Span::call_site()));
        let control = self.way(&of_control, at_else, &off);
        let control = if self.args.guard.is_some() {
            let counted = self.counted(&quote!(#shadowed.other()), &control, Way::Off, &adapt);
            wrap(&counted, capture(&others, &whole).word, at_else)
        } else {
            control
        };
        let (control, candidate) = if self.is_async {
            let control = self.reached(&control, Way::Off, at_result);
            (control, self.reached(&candidate, Way::Gated, at_result))
        } else {
            (control, candidate)
        };
        let private = self.private(at_result);
        let compare = compare.unwrap_or_else(|| quote_spanned!(at_result=> #private::same));
        let ignore = ignore.unwrap_or_else(|| quote_spanned!(at_result=> #private::reported));
        let ways = quote_spanned!(at_result=> (#control, #candidate, #compare, #ignore));
        let without_values = self.args.without_values.then(|| quote_spanned!(at_result=> .without_values()));
        let result = if self.is_async {
            quote_spanned!(at_result=> #shadowed #without_values.run_async #ways.await)
        } else {
            quote_spanned!(at_result=> #shadowed #without_values.run #ways)
        };
        quote!(match #asked { #shadowed => #result })
    }

    /// Returns the arguments that one way of a shadow run takes: those that only this way uses. It borrows the others.
    fn taken_by_way(&self, way: &TokenStream, others: [&TokenStream; 2]) -> Capture {
        let used = self.variables.iter().rev().filter(|variable| may_name(way.clone(), &variable.inside));
        let is_shared = |variable: &&Variable| others.iter().any(|other| may_name((*other).clone(), &variable.inside));
        let (shared, own): (Vec<&Variable>, Vec<&Variable>) = used.partition(is_shared);
        let word = if shared.is_empty() && !own.is_empty() { quote!(move) } else { TokenStream::new() };
        let taken = own.into_iter().filter(|variable| variable.kind != VariableKind::Copy);
        Capture { word, taken: taken.map(|variable| variable.inside.clone()).collect() }
    }

    fn place_of_result(&self) -> Span {
        let place = match self.output {
            ReturnType::Type(_, ty) => ty.span(),
            ReturnType::Default => Span::call_site(),
        };
        place.resolved_at(Span::mixed_site())
    }

    fn point(&self, modes: &str, ask: &TokenStream, context: Option<TokenStream>) -> TokenStream {
        let point = self.check.wrapped(modes);
        match context {
            None => quote!(#point.#ask()),
            Some(context) => {
                let private = self.private(Span::call_site());
                quote!(#private::#ask!(#point, #context))
            }
        }
    }

    fn private(&self, at: Span) -> TokenStream {
        self.check.krate.private(at)
    }
}
