//! The stand-in for a check where an attribute is wrong: the names that the user wrote in the attribute are used, so
//! that the compiler reports none of them as unused, and nothing else is reported a second time.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{ReturnType, Type};
use toggle_syntax::grammar::{Condition, GateArgs};

use super::{attribute::Gate, tokens::mentions};
use crate::crate_path::CratePath;

/// Returns the stand-in for a check.
//
// from: #[feature_toggle(NEW_CHECKOUT, for = &user.context(), fallback_value = legacy_checkout())]
//
// into: {
//           let _ = &NEW_CHECKOUT;
//           let _ = &user.context();
//           let _ = legacy_checkout();
//           ::toggle_runtime::__private::unknown()
//       }
pub(super) fn condition(gate: Gate<'_>, output: Option<&ReturnType>) -> TokenStream {
    let mut used = used(gate.args);
    if let Some(output) = output {
        used.extend(judges(gate, output));
    }
    let private = gate.krate.private(Span::call_site());
    if used.is_empty() {
        return quote!(#private::unknown());
    }
    quote!({ #(let _ = #used;)* #private::unknown() })
}

/// Returns a value of any type, where the attribute has none and the compiler must not report a missing one.
pub(super) fn value(krate: &CratePath) -> TokenStream {
    let private = krate.private(Span::call_site());
    quote!(#private::unknown_value())
}

/// Returns the stand-in for the end of a block that the gated statement leaves. It uses the value after `else`.
pub(super) fn leaving(otherwise: &TokenStream, krate: &CratePath) -> TokenStream {
    let private = krate.private(Span::call_site());
    quote!({ if #private::unknown() { #otherwise; } #private::unknown_value() })
}

/// Returns a statement for a `const fn`, which could not call the functions in the attribute.
pub(super) fn statement(args: &GateArgs) -> TokenStream {
    let used = used(args);
    let off = args.otherwise.as_ref().map(|(_, off)| off);
    quote!(let _ = || { #(let _ = #used;)* #off };)
}

fn used(args: &GateArgs) -> Vec<TokenStream> {
    let mut used = Vec::new();
    if let Some(condition) = &args.condition {
        declarations(condition, &mut used);
    }
    used.extend(args.context.iter().map(|(_, context)| context.to_token_stream()));
    used.extend(args.misplaced.iter().map(ToTokens::to_token_stream));
    used
}

/// Returns the functions that compare or judge results, with their type, which a closure needs.
fn judges(gate: Gate<'_>, output: &ReturnType) -> Vec<TokenStream> {
    let output = match output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => return Vec::new(),
        ReturnType::Type(_, ty) if mentions(ty.to_token_stream(), "impl") => return Vec::new(),
        ReturnType::Type(_, ty) => ty.to_token_stream(),
    };
    let private = gate.krate.private(Span::call_site());
    let judges = gate.args.compare.iter().chain(&gate.args.ignore).map(|(_, judge)| judge);
    let judges = judges.map(|judge| quote!(#private::judges::<#output>(#judge)));
    let failure = gate.args.failure.iter().map(|(_, failure)| quote!(#private::judge_of::<#output>(#failure)));
    judges.chain(failure).collect()
}

fn declarations(condition: &Condition, used: &mut Vec<TokenStream>) {
    match condition {
        Condition::Name(_) => {}
        // An associated constant is refused. Naming it would evaluate it.
        Condition::Path(path) if path.segments.first().is_some_and(|first| first.ident == "Self") => {}
        Condition::Path(path) => used.push(quote!(&#path)),
        Condition::Not(_, inner) => declarations(inner, used),
        Condition::All(_, conditions) | Condition::Any(_, conditions) => {
            for condition in conditions {
                declarations(condition, used);
            }
        }
    }
}
