use syn::{
    Error, Expr, Ident, LitStr, Result, Token,
    parse::{Lookahead1, Parse, ParseStream},
    token,
};

use super::{
    arguments::{self, Errors, set},
    condition::Condition,
    raw::Raw,
};
use crate::name;

mod keyword {
    syn::custom_keyword!(compare);
    syn::custom_keyword!(guard);
    syn::custom_keyword!(ignore);
    syn::custom_keyword!(shadow);
}

/// The arguments of `#[feature_toggle(CONDITION?, for = EXPR?, else = EXPR?, shadow?, compare = EXPR?, ignore = EXPR?, guard?)]`.
#[derive(Default)]
pub struct GateArgs {
    /// What is asked; nothing marks a function that only holds other gates.
    pub condition: Option<Condition>,
    /// The expression after `for`, a `&Context`, and the keyword before it.
    pub context: Option<(Token![for], Raw<Expr>)>,
    /// The expression after `else`, and the keyword before it.
    pub otherwise: Option<(Token![else], Raw<Expr>)>,
    /// The word `shadow`: both ways may be run, and compared.
    pub shadow: Option<Ident>,
    /// The expression after `compare`, which tells whether two results are the same.
    pub compare: Option<(Ident, Raw<Expr>)>,
    /// The expression after `ignore`, which tells whether a difference does not matter.
    pub ignore: Option<(Ident, Raw<Expr>)>,
    /// The word `guard`: it is counted what becomes of the gated code.
    pub guard: Option<Ident>,
}

impl Parse for GateArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut args = Self::default();
        let mut condition = Asked::default();
        let mut errors = Errors::default();
        arguments::each(input, &mut errors, |input, errors| {
            let lookahead = input.lookahead1();
            if lookahead.peek(Token![for]) {
                let keyword = input.parse()?;
                set(&mut args.context, "for", keyword, (keyword, value("for", keyword, input)?))
            } else if lookahead.peek(Token![else]) {
                let keyword = input.parse()?;
                set(&mut args.otherwise, "else", keyword, (keyword, value("else", keyword, input)?))
            } else if lookahead.peek(keyword::shadow) {
                let word = word(input)?;
                set(&mut args.shadow, "shadow", word.clone(), word)
            } else if lookahead.peek(keyword::guard) {
                let word = word(input)?;
                set(&mut args.guard, "guard", word.clone(), word)
            } else if lookahead.peek(keyword::compare) {
                let key: Ident = input.parse()?;
                set(&mut args.compare, "compare", key.clone(), (key.clone(), value("compare", key, input)?))
            } else if lookahead.peek(keyword::ignore) {
                let key: Ident = input.parse()?;
                set(&mut args.ignore, "ignore", key.clone(), (key.clone(), value("ignore", key, input)?))
            } else {
                refuse_misspelt(input, &mut condition)?;
                condition.parse(input, lookahead, errors)
            }
        });
        args.condition = condition.parsed;
        if !condition.attempted {
            let message = "there is no condition to go with this; write the toggle first: `\"name\", `";
            let context = args.context.as_ref().map(|(keyword, _)| Error::new_spanned(keyword, message));
            let otherwise = args.otherwise.as_ref().map(|(keyword, _)| Error::new_spanned(keyword, message));
            let word = args.shadow.as_ref().or(args.guard.as_ref()).map(|word| Error::new_spanned(word, message));
            if let Some(error) = context.or(otherwise).or(word) {
                errors.push(error);
            }
        }
        args.check_words(&mut errors);
        errors.finish(args)
    }
}

impl GateArgs {
    /// Whether more is done with the gated code than to run it.
    pub fn is_watched(&self) -> bool {
        self.shadow.is_some() || self.guard.is_some()
    }

    /// What does not go together.
    fn check_words(&self, errors: &mut Errors) {
        if self.shadow.is_none() {
            for (key, _) in self.compare.iter().chain(&self.ignore) {
                let message = format!("`{key}` is about comparing, which `shadow` does; write `shadow` as well");
                errors.push(Error::new_spanned(key, message));
            }
        }
        if let (Some(shadow), None) = (&self.shadow, &self.otherwise) {
            let message = "`shadow` compares the gated code with the old way; say which that is: `else = ..`";
            errors.push(Error::new_spanned(shadow, message));
        }
        let (Some(condition), Some(word)) = (&self.condition, self.shadow.as_ref().or(self.guard.as_ref())) else {
            return;
        };
        if !matches!(condition, Condition::Name(_) | Condition::Path(_)) {
            let what = if self.shadow.is_some() { "is set to `shadow`" } else { "its guard switches off" };
            let message = format!(
                "`{word}` needs one toggle, the one that {what}: write its name or path alone, and ask for the rest with \
                 another `#[feature_toggle(..)]` above this one"
            );
            errors.push(Error::new(condition.span(), message));
        }
    }
}

/// Refuses what is most likely a misspelt key or, behind the condition, a misspelt word.
fn refuse_misspelt(input: ParseStream<'_>, condition: &mut Asked) -> Result<()> {
    let ahead = input.fork();
    let Ok(wrong) = ahead.parse::<Ident>() else { return Ok(()) };
    let known: &[&str] = if ahead.peek(Token![=]) && !ahead.peek(Token![==]) {
        &["for", "else", "compare", "ignore", "crate"]
    } else if condition.attempted && (ahead.is_empty() || ahead.peek(Token![,])) {
        &["guard", "shadow"]
    } else {
        &[]
    };
    let Some(meant) = name::nearest(&wrong.to_string(), known.iter().copied()) else { return Ok(()) };
    condition.attempted = true;
    Err(Error::new_spanned(&wrong, format!("there is no `{wrong}` here; did you mean `{meant}`?")))
}

/// A word that takes no value.
fn word(input: ParseStream<'_>) -> Result<Ident> {
    let word: Ident = input.parse()?;
    if input.peek(Token![=]) || input.peek(token::Paren) {
        let message = format!("`{word}` takes no value here: write `{word}` alone; the configuration says the rest");
        return Err(Error::new_spanned(word, message));
    }
    Ok(word)
}

/// The arguments of `enabled!(CONDITION, for = EXPR?)`.
pub struct CheckArgs {
    /// What is asked.
    pub condition: Condition,
    /// The expression after `for`, a `&Context`, and the keyword before it.
    pub context: Option<(Token![for], Raw<Expr>)>,
}

impl Parse for CheckArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut condition = Asked::default();
        let mut context = None;
        let mut errors = Errors::default();
        arguments::each(input, &mut errors, |input, errors| {
            let lookahead = input.lookahead1();
            if lookahead.peek(Token![for]) {
                let keyword = input.parse()?;
                return set(&mut context, "for", keyword, (keyword, value("for", keyword, input)?));
            }
            if input.peek(Token![else]) {
                let message = "`enabled!` is an expression: write `if enabled!(..) { .. } else { .. }`";
                return Err(Error::new(input.span(), message));
            }
            if condition.attempted && (input.peek(keyword::shadow) || input.peek(keyword::guard)) {
                let word: Ident = input.parse()?;
                let message = format!("`{word}` is for functions: write it in the `#[feature_toggle(..)]` of one");
                return Err(Error::new_spanned(word, message));
            }
            condition.parse(input, lookahead, errors)
        });
        // Where one was attempted and is not there, that has been said.
        let message = "there is no toggle to ask: write `enabled!(\"name\")`";
        let nothing = match &context {
            Some((keyword, _)) => Error::new_spanned(keyword, message),
            None => Error::new(input.span(), message),
        };
        errors.finish(())?;
        Ok(Self { condition: condition.parsed.ok_or(nothing)?, context })
    }
}

/// The condition among the arguments.
#[derive(Default)]
struct Asked {
    parsed: Option<Condition>,
    /// Whether there was one, be it wrong.
    attempted: bool,
}

impl Asked {
    fn parse(&mut self, input: ParseStream<'_>, lookahead: Lookahead1<'_>, errors: &mut Errors) -> Result<()> {
        let is_key = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let may_be_second = input.peek(LitStr) || input.peek(Ident) || input.peek(Token![::]);
        if is_key || (self.attempted && !may_be_second) {
            // It tells what could stand here: the keys that it has been asked for.
            self.attempted = true;
            return Err(lookahead.error());
        }
        let second = std::mem::replace(&mut self.attempted, true);
        let parsed = Condition::parse(input, errors)?;
        if second {
            let message = "there is a condition already; write `all(.., ..)` or `any(.., ..)` to ask for two";
            return Err(Error::new(parsed.span(), message));
        }
        self.parsed = Some(parsed);
        Ok(())
    }
}

/// What comes after a key.
fn value(key: &str, keyword: impl quote::ToTokens, input: ParseStream<'_>) -> Result<Raw<Expr>> {
    let equals = input.parse::<Option<Token![=]>>()?;
    if equals.is_none() || input.is_empty() || input.peek(Token![,]) {
        return Err(Error::new_spanned(keyword, format!("`{key}` needs a value: write `{key} = ..`")));
    }
    let value: Raw<Expr> = input.parse()?;
    if let Expr::Let(_) = value.parsed {
        let message = format!("`{key}` takes an expression; for statements, write a block: `{key} = {{ ..; .. }}`");
        return Err(Error::new_spanned(value, message));
    }
    Ok(value)
}
