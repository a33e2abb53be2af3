//! The arguments of `#[feature_toggle]` and `enabled!`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Error, Expr, Ident, LitStr, Result, Token,
    ext::IdentExt,
    parse::{Lookahead1, Parse, ParseStream},
};

use super::{
    arguments::{self, set},
    condition::Condition,
    errors::Errors,
    raw::Raw,
    slips::{self, CHECK, GATE},
    words::{shadow, word},
};

mod keyword {
    syn::custom_keyword!(compare);
    syn::custom_keyword!(failure);
    syn::custom_keyword!(guard);
    syn::custom_keyword!(ignore);
    syn::custom_keyword!(shadow);
}

/// The arguments of `#[feature_toggle(CONDITION?, for = EXPR?, else = EXPR?, shadow?, compare = EXPR?, ignore = EXPR?,
/// guard?, failure = EXPR?)]`, where `shadow` can also be `shadow(values = BOOL)`.
#[derive(Clone, Default)]
pub struct GateArgs {
    /// The condition, or `None` for a function that only contains other gates.
    pub condition: Option<Condition>,
    /// The expression after `for`, a `&Context`, with its keyword.
    pub context: Option<(Token![for], Raw<Expr>)>,
    /// The expression after `else`, with its keyword.
    pub otherwise: Option<(Token![else], Raw<Expr>)>,
    /// The word `shadow`: both ways may run, and their results are compared.
    pub shadow: Option<Ident>,
    /// Whether `shadow(values = false)` is written: differences are counted without their values.
    pub without_values: bool,
    /// The expression after `compare`, which returns whether two results are equal.
    pub compare: Option<(Ident, Raw<Expr>)>,
    /// The expression after `ignore`, which returns whether a difference is irrelevant.
    pub ignore: Option<(Ident, Raw<Expr>)>,
    /// The word `guard`: panics, errors and slow calls of the gated code are counted.
    pub guard: Option<Ident>,
    /// The expression after `failure`, which returns whether a result is a failure.
    pub failure: Option<(Ident, Raw<Expr>)>,
    /// The expressions after unknown keys. An error is reported at each key.
    pub misplaced: Vec<Raw<Expr>>,
}

impl Parse for GateArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut errors = Errors::default();
        let args = Self::read(input, &mut errors);
        errors.finish(args)
    }
}

impl GateArgs {
    /// Parses the arguments as far as possible, and returns them with the errors.
    pub fn recover(tokens: TokenStream) -> (Self, Option<Error>) {
        arguments::recover(tokens, Self::read)
    }

    fn read(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let mut args = Self::default();
        let mut condition = ConditionSlot::default();
        arguments::each(input, errors, |input, errors| {
            let lookahead = input.lookahead1();
            if lookahead.peek(Token![for]) {
                let keyword = input.parse()?;
                set(&mut args.context, "for", keyword, (keyword, value("for", keyword, input, errors)?))
            } else if lookahead.peek(Token![else]) {
                let keyword = input.parse()?;
                set(&mut args.otherwise, "else", keyword, (keyword, value("else", keyword, input, errors)?))
            } else if lookahead.peek(keyword::shadow) {
                let (word, values) = shadow(input, errors)?;
                args.without_values |= values == Some(false);
                set(&mut args.shadow, "shadow", word.clone(), word)
            } else if lookahead.peek(keyword::guard) {
                let word = word(input)?;
                set(&mut args.guard, "guard", word.clone(), word)
            } else if lookahead.peek(keyword::failure) {
                let key: Ident = input.parse()?;
                set(&mut args.failure, "failure", key.clone(), (key.clone(), value("failure", key, input, errors)?))
            } else if lookahead.peek(keyword::compare) {
                let key: Ident = input.parse()?;
                set(&mut args.compare, "compare", key.clone(), (key.clone(), value("compare", key, input, errors)?))
            } else if lookahead.peek(keyword::ignore) {
                let key: Ident = input.parse()?;
                set(&mut args.ignore, "ignore", key.clone(), (key.clone(), value("ignore", key, input, errors)?))
            } else if let Some(error) = slips::refuse_quoted_key(input) {
                Err(error)
            } else if let Some(key) = slips::peek_key(input) {
                Err(args.refuse_key(&key, input, &mut condition, errors))
            } else if condition.attempted && slips::is_value(input) {
                let error = input.error("a value needs its key before it: write `else = ..` or `for = &context`");
                args.misplaced.extend(input.parse::<Raw<Expr>>());
                Err(error)
            } else {
                condition.refuse_word(input)?;
                condition.parse(input, lookahead, errors)
            }
        });
        args.condition = condition.parsed;
        if !condition.attempted && !condition.excused {
            let message = "this needs a condition; write the toggle first: `\"name\", `";
            let context = args.context.as_ref().map(|(keyword, _)| Error::new_spanned(keyword, message));
            let otherwise = args.otherwise.as_ref().map(|(keyword, _)| Error::new_spanned(keyword, message));
            let word = args.shadow.as_ref().or(args.guard.as_ref()).map(|word| Error::new_spanned(word, message));
            if let Some(error) = context.or(otherwise).or(word) {
                errors.push(error);
            }
        }
        args.check_words(errors);
        args
    }

    /// Returns the error for an unknown key. Its value is assigned to the likely key, so that the compiler checks the
    /// value and reports no unused variables.
    fn refuse_key(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        condition: &mut ConditionSlot,
        errors: &mut Errors,
    ) -> Error {
        let error = GATE.refuse(key);
        // An error in the value is ignored, because the value may be correct after the right key.
        let _ = self.keep_value(key, input, condition, errors);
        error
    }

    fn keep_value(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        condition: &mut ConditionSlot,
        errors: &mut Errors,
    ) -> Result<()> {
        input.call(Ident::parse_any)?;
        input.parse::<TokenTree>()?;
        let meant = GATE.meant(key);
        let may_be_condition = meant.is_none() && !condition.attempted && input.peek(LitStr);
        condition.excused = true;
        if may_be_condition {
            condition.attempted = true;
            condition.parsed = Some(Condition::parse(input, errors)?);
            return Ok(());
        }
        let value: Raw<Expr> = input.parse()?;
        match meant {
            Some("else") if self.otherwise.is_none() => self.otherwise = Some((Token![else](key.span()), value)),
            Some("for") if self.context.is_none() => self.context = Some((Token![for](key.span()), value)),
            Some(meant @ "compare") if self.compare.is_none() => {
                self.compare = Some((Ident::new(meant, key.span()), value));
            }
            Some(meant @ "ignore") if self.ignore.is_none() => {
                self.ignore = Some((Ident::new(meant, key.span()), value));
            }
            Some(meant @ "failure") if self.failure.is_none() => {
                self.failure = Some((Ident::new(meant, key.span()), value));
            }
            // The path of a crate is no expression.
            Some("crate") => {}
            _ => self.misplaced.push(value),
        }
        Ok(())
    }

    /// Returns whether the gated code is wrapped in a guard or a shadow comparison.
    pub fn is_wrapped(&self) -> bool {
        self.shadow.is_some() || self.guard.is_some()
    }

    /// Reports arguments that do not go together.
    fn check_words(&self, errors: &mut Errors) {
        if self.shadow.is_none() {
            for (key, _) in self.compare.iter().chain(&self.ignore) {
                let message = format!("`{key}` is for the comparison that `shadow` makes; write `shadow` as well");
                errors.push(Error::new_spanned(key, message));
            }
        }
        if let (Some((key, _)), None) = (&self.failure, &self.guard) {
            let message = "`failure` decides which calls `guard` counts as failed; write `guard` as well";
            errors.push(Error::new_spanned(key, message));
        }
        if let (Some(shadow), None) = (&self.shadow, &self.otherwise) {
            let message = "`shadow` compares the gated code with the old code; write the old code: `else = ..`";
            errors.push(Error::new_spanned(shadow, message));
        }
        let (Some(condition), Some(word)) = (&self.condition, self.shadow.as_ref().or(self.guard.as_ref())) else {
            return;
        };
        if !matches!(condition, Condition::Name(_) | Condition::Path(_)) {
            let what = if self.shadow.is_some() { "is set to `shadow`" } else { "its guard switches off" };
            let message = format!(
                "`{word}` needs one toggle, the one that {what}: write its name or path alone, and check the others \
                 with another `#[feature_toggle(..)]` above this one"
            );
            errors.push(Error::new(condition.span(), message));
        }
    }
}

/// The arguments of `enabled!(CONDITION, for = EXPR?)`.
#[derive(Default)]
pub struct CheckArgs {
    /// The condition, or `None` after a mistake.
    pub condition: Option<Condition>,
    /// The expression after `for`, a `&Context`, with its keyword.
    pub context: Option<(Token![for], Raw<Expr>)>,
}

impl CheckArgs {
    /// Parses the arguments as far as possible, and returns them with the errors.
    pub fn recover(tokens: TokenStream) -> (Self, Option<Error>) {
        arguments::recover(tokens, Self::read)
    }

    fn read(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let mut condition = ConditionSlot::default();
        let mut context = None;
        arguments::each(input, errors, |input, errors| {
            let lookahead = input.lookahead1();
            if lookahead.peek(Token![for]) {
                let keyword = input.parse()?;
                return set(&mut context, "for", keyword, (keyword, value("for", keyword, input, errors)?));
            }
            if input.peek(Token![else]) {
                let message = "`enabled!` is an expression: write `if enabled!(..) { .. } else { .. }`";
                return Err(Error::new(input.span(), message));
            }
            if condition.attempted && (input.peek(keyword::shadow) || input.peek(keyword::guard)) {
                let word: Ident = input.parse()?;
                let message = format!(
                    "`{word}` is for functions: write it in the `#[feature_toggle(..)]` of a \
                                       function"
                );
                return Err(Error::new_spanned(word, message));
            }
            if let Some(key) = slips::peek_key(input) {
                let error = CHECK.refuse(&key);
                input.call(Ident::parse_any)?;
                input.parse::<TokenTree>()?;
                if CHECK.meant(&key) == Some("for")
                    && context.is_none()
                    && let Ok(value) = input.parse()
                {
                    context = Some((Token![for](key.span()), value));
                }
                return Err(error);
            }
            if condition.attempted && slips::is_value(input) {
                let error = input.error("a value needs its key before it: write `for = &context`");
                let at = input.span();
                let value = input.parse()?;
                context.get_or_insert((Token![for](at), value));
                return Err(error);
            }
            condition.parse(input, lookahead, errors)
        });
        // A mistaken condition has been reported already.
        if condition.parsed.is_none() && errors.is_empty() {
            let message = "the toggle is missing: write `enabled!(\"name\")`";
            errors.push(match &context {
                Some((keyword, _)) => Error::new_spanned(keyword, message),
                None => Error::new(input.span(), message),
            });
        }
        Self { condition: condition.parsed, context }
    }
}

/// The condition slot of the arguments.
#[derive(Default)]
struct ConditionSlot {
    parsed: Option<Condition>,
    /// Whether there was a condition, even a mistaken one.
    attempted: bool,
    /// Whether another mistake may have taken its place.
    excused: bool,
}

impl ConditionSlot {
    /// Refuses a key without its value, or a misspelt word, after the condition.
    fn refuse_word(&self, input: ParseStream<'_>) -> Result<()> {
        let ahead = input.fork();
        let Ok(wrong) = ahead.parse::<Ident>() else { return Ok(()) };
        let is_alone = ahead.is_empty() || ahead.peek(Token![,]);
        let is_lower_case = !wrong.to_string().contains(|c: char| c.is_uppercase());
        if self.attempted && is_alone && is_lower_case && GATE.meant(&wrong).is_some() {
            return Err(GATE.refuse(&wrong));
        }
        Ok(())
    }

    fn parse(&mut self, input: ParseStream<'_>, lookahead: Lookahead1<'_>, errors: &mut Errors) -> Result<()> {
        let may_be_second = input.peek(LitStr) || input.peek(Ident) || input.peek(Token![::]);
        if self.attempted && !may_be_second {
            // This error lists the keys that the lookahead has peeked for.
            return Err(lookahead.error());
        }
        let second = std::mem::replace(&mut self.attempted, true);
        let parsed = Condition::parse(input, errors)?;
        if second {
            let message = "there is a condition already; write `all(.., ..)` or `any(.., ..)` to check two toggles";
            return Err(Error::new(parsed.span(), message));
        }
        self.parsed = Some(parsed);
        Ok(())
    }
}

/// Parses the value after a key.
pub(super) fn value(
    key: &str,
    keyword: impl quote::ToTokens,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Result<Raw<Expr>> {
    slips::equals(key, &keyword, input, errors)?;
    let value: Raw<Expr> = input.parse()?;
    if let Expr::Let(_) = value.parsed {
        let message = format!("`{key}` takes an expression; for statements, write a block: `{key} = {{ ..; .. }}`");
        return Err(Error::new_spanned(value, message));
    }
    Ok(value)
}
