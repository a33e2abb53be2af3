//! The expression that checks a condition.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Token, spanned::Spanned};
use toggle_syntax::{
    grammar::{Condition, Raw},
    name::pin_variable,
};

use crate::crate_path::CratePath;

/// The run-time check of a condition, at one place of the source.
pub(crate) struct Check<'a> {
    pub(crate) condition: &'a Condition,
    /// The expression after `for`.
    pub(crate) context: Option<&'a (Token![for], Raw<Expr>)>,
    /// The name of the function around it, empty where it is not known.
    pub(crate) item: &'a str,
    /// The place of the user's attribute or macro. Points record this place: `line!()` returns the line of the
    /// outermost macro call, and a token with this span has no other macro around it.
    pub(crate) at: Span,
    pub(crate) krate: &'a CratePath,
}

// from: all("new-checkout", not(READ_ONLY))
//
// into: ::toggle_runtime::__private::check!("new-checkout", "TOGGLE_PIN_NEW_CHECKOUT", Positive, "promote")
//           && ::toggle_runtime::__private::check!(::toggle_runtime::__private::asked(&READ_ONLY), Negative, "promote")
//
// from: all("new-checkout", not(READ_ONLY)), for = &user.context()
//
// into: ::toggle_runtime::__private::check_for!(
//           ::toggle_runtime::__private::All(
//               ::toggle_runtime::__private::point!("new-checkout", "TOGGLE_PIN_NEW_CHECKOUT", Positive, "promote"),
//               ::toggle_runtime::__private::Not(::toggle_runtime::__private::point!(…, Negative, "promote")),
//           ),
//           &user.context()
//       )
impl ToTokens for Check<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.at_position(Position::Alone));
    }
}

impl Check<'_> {
    /// Returns the check as an operand of `&&`.
    pub(crate) fn operand(&self) -> TokenStream {
        self.at_position(Position::Operand)
    }

    fn at_position(&self, position: Position) -> TokenStream {
        match self.context {
            None => self.checks(self.condition, position, Polarity::Positive),
            Some((_, context)) => {
                let points = self.points(self.condition, Polarity::Positive);
                let private = self.krate.private(Span::call_site());
                quote!(#private::check_for!(#points, #context))
            }
        }
    }
}

/// The position of an expression, which decides whether `&&` and `||` need parentheses.
#[derive(Clone, Copy)]
enum Position {
    Alone,
    Operand,
}

#[derive(Clone, Copy)]
enum Polarity {
    Positive,
    Negative,
}

impl Check<'_> {
    /// Returns the checks of a condition. De Morgan's laws turn a condition under a `not` round, so that the expansion
    /// has no `!` that a lint could report.
    fn checks(&self, condition: &Condition, position: Position, polarity: Polarity) -> TokenStream {
        let (conditions, all) = match condition {
            Condition::Name(_) | Condition::Path(_) => return self.leaf("check", condition, polarity),
            Condition::Not(_, inner) => return self.checks(inner, position, polarity.opposite()),
            Condition::All(_, conditions) => (conditions, true),
            Condition::Any(_, conditions) => (conditions, false),
        };
        let operator = if all == matches!(polarity, Polarity::Positive) { quote!(&&) } else { quote!(||) };
        if let [single] = conditions.as_slice() {
            return self.checks(single, position, polarity);
        }
        let mut operands = conditions.iter().map(|condition| self.checks(condition, Position::Operand, polarity));
        let first = operands.next();
        let joined = quote!(#first #(#operator #operands)*);
        match position {
            Position::Alone => joined,
            Position::Operand => quote!((#joined)),
        }
    }

    fn points(&self, condition: &Condition, polarity: Polarity) -> TokenStream {
        let private = self.krate.private(Span::call_site());
        let nest = |conditions: &[Condition], combination: TokenStream| {
            conditions
                .iter()
                .map(|condition| self.points(condition, polarity))
                .rev()
                .reduce(|rest, first| quote!(#private::#combination(#first, #rest)))
        };
        match condition {
            Condition::Name(_) | Condition::Path(_) => self.leaf("point", condition, polarity),
            Condition::Not(_, inner) => {
                let inner = self.points(inner, polarity.opposite());
                quote!(#private::Not(#inner))
            }
            Condition::All(_, conditions) => nest(conditions, quote!(All)).unwrap_or_default(),
            Condition::Any(_, conditions) => nest(conditions, quote!(Any)).unwrap_or_default(),
        }
    }

    /// Returns the point of one toggle, for gated code that a guard or a shadow run wraps.
    pub(crate) fn wrapped(&self, modes: &str) -> TokenStream {
        let (at, item) = (self.at, self.item);
        let toggle = toggle(self.condition, self.krate);
        let private = self.krate.private(at);
        quote_spanned!(at=> #private::wrapped!(#modes, #toggle, #item))
    }

    /// Returns a constant expression: whether the condition holds, as far as pins decide it.
    pub(crate) fn known(&self) -> TokenStream {
        known(self.condition, self.krate)
    }

    fn leaf(&self, macro_name: &str, condition: &Condition, polarity: Polarity) -> TokenStream {
        let at = self.at;
        let macro_name = proc_macro2::Ident::new(macro_name, at);
        let toggle = toggle(condition, self.krate);
        let item = self.item;
        let polarity = match polarity {
            Polarity::Positive => quote!(Positive),
            Polarity::Negative => quote!(Negative),
        };
        let private = self.krate.private(at);
        quote_spanned!(at=> #private::#macro_name!(#toggle, #polarity, #item))
    }
}

impl Polarity {
    fn opposite(self) -> Self {
        match self {
            Self::Positive => Self::Negative,
            Self::Negative => Self::Positive,
        }
    }
}

/// Returns the toggle of a point: its name and the variable that pins it, or the declaration, which has both.
fn toggle(condition: &Condition, krate: &CratePath) -> TokenStream {
    match condition {
        Condition::Path(path) => {
            let at = path.span().resolved_at(Span::mixed_site());
            let private = krate.private(at);
            quote_spanned!(at=> #private::asked(&#path))
        }
        condition => {
            let name = name(condition, krate);
            let variable = pin_variable(&text(condition));
            quote!(#name, #variable)
        }
    }
}

fn known(condition: &Condition, krate: &CratePath) -> TokenStream {
    let private = krate.private(Span::call_site());
    let joined = |conditions: &[Condition], by: TokenStream| {
        let known = conditions.iter().map(|condition| known(condition, krate));
        known.reduce(|one, other| quote!(#private::#by(#one, #other))).unwrap_or_default()
    };
    match condition {
        Condition::Name(name) => {
            let variable = pin_variable(&name.value());
            quote!(#private::Pin::on_or_off(#variable, #private::option_env!(#variable)).known())
        }
        Condition::Path(_) => {
            let toggle = toggle(condition, krate);
            quote!(#toggle.pin.known())
        }
        Condition::Not(_, inner) => {
            let inner = known(inner, krate);
            quote!(#private::opposite(#inner))
        }
        Condition::All(_, conditions) => joined(conditions, quote!(both)),
        Condition::Any(_, conditions) => joined(conditions, quote!(either)),
    }
}

/// Returns a constant expression for the condition's name in messages: the name of the toggle or, for a combination,
/// the source text.
pub(crate) fn name(condition: &Condition, krate: &CratePath) -> TokenStream {
    match condition {
        Condition::Name(name) => name.to_token_stream(),
        // The path's place: an error about a path that leads to no toggle belongs there.
        Condition::Path(path) => {
            let at = path.span().resolved_at(Span::mixed_site());
            let private = krate.private(at);
            quote_spanned!(at=> #private::asked(&#path).name)
        }
        combination => text(combination).to_token_stream(),
    }
}

fn text(condition: &Condition) -> String {
    let list = |word: &str, conditions: &[Condition]| {
        format!("{word}({})", conditions.iter().map(text).collect::<Vec<_>>().join(", "))
    };
    match condition {
        Condition::Name(name) => name.value(),
        Condition::Path(path) => path.to_token_stream().to_string().replace(' ', ""),
        Condition::Not(_, inner) => list("not", std::slice::from_ref(inner)),
        Condition::All(_, conditions) => list("all", conditions),
        Condition::Any(_, conditions) => list("any", conditions),
    }
}
