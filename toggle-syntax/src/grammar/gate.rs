use syn::{
    Error, Expr, Ident, LitStr, Result, Token,
    parse::{Lookahead1, Parse, ParseStream},
};

use super::{
    arguments::{self, Errors, set},
    condition::Condition,
    raw::Raw,
};

/// The arguments of `#[feature_toggle(CONDITION?, for = EXPR?, else = EXPR?)]`.
#[derive(Default)]
pub struct GateArgs {
    /// What is asked; nothing marks a function that only holds other gates.
    pub condition: Option<Condition>,
    /// The expression after `for`, a `&Context`, and the keyword before it.
    pub context: Option<(Token![for], Raw<Expr>)>,
    /// The expression after `else`, and the keyword before it.
    pub otherwise: Option<(Token![else], Raw<Expr>)>,
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
            } else {
                condition.parse(input, lookahead, errors)
            }
        });
        args.condition = condition.parsed;
        if !condition.attempted {
            let message = "there is no condition to go with this; write the toggle first: `\"name\", `";
            let context = args.context.as_ref().map(|(keyword, _)| Error::new_spanned(keyword, message));
            let otherwise = args.otherwise.as_ref().map(|(keyword, _)| Error::new_spanned(keyword, message));
            if let Some(error) = context.or(otherwise) {
                errors.push(error);
            }
        }
        errors.finish(args)
    }
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
