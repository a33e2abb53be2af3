use syn::{
    Error, Expr, Ident, LitStr, Result, Token,
    parse::{Parse, ParseStream},
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
    /// The expression after `for`, a `&Context`.
    pub context: Option<Raw<Expr>>,
    /// The expression after `else`, and the keyword before it.
    pub otherwise: Option<(Token![else], Raw<Expr>)>,
}

impl Parse for GateArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut args = Self::default();
        let mut errors = Errors::default();
        arguments::each(input, &mut errors, |input, errors| args.parse_one(input, errors));
        if args.condition.is_none() {
            let unasked = "there is no condition to go with this; write the toggle first: `\"name\", `";
            if let Some((keyword, _)) = &args.otherwise {
                errors.push(Error::new_spanned(keyword, unasked));
            } else if let Some(context) = &args.context {
                errors.push(Error::new_spanned(context, unasked));
            }
        }
        errors.finish(args)
    }
}

impl GateArgs {
    fn parse_one(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Result<()> {
        let lookahead = input.lookahead1();
        if lookahead.peek(Token![for]) {
            return parse_context(input, &mut self.context);
        }
        if lookahead.peek(Token![else]) {
            let keyword: Token![else] = input.parse()?;
            input.parse::<Token![=]>()?;
            return set(&mut self.otherwise, "else", keyword, (keyword, input.parse()?));
        }
        let keyed = input.peek(Ident) && input.peek2(Token![=]);
        if keyed || (self.condition.is_some() && !looks_like_condition(input)) {
            return Err(lookahead.error());
        }
        parse_condition(input, &mut self.condition, errors)
    }
}

/// The arguments of `enabled!(CONDITION, for = EXPR?)`.
pub struct CheckArgs {
    /// What is asked.
    pub condition: Condition,
    /// The expression after `for`, a `&Context`.
    pub context: Option<Raw<Expr>>,
}

impl Parse for CheckArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut condition = None;
        let mut context = None;
        let mut errors = Errors::default();
        if input.is_empty() {
            return Err(input.error("`enabled!` needs a toggle: write `enabled!(\"name\")`"));
        }
        arguments::each(input, &mut errors, |input, errors| {
            let lookahead = input.lookahead1();
            if lookahead.peek(Token![for]) {
                return parse_context(input, &mut context);
            }
            if input.peek(Token![else]) {
                return Err(input.error("`enabled!` is an expression: write `if enabled!(..) { .. } else { .. }`"));
            }
            if condition.is_some() && !looks_like_condition(input) {
                return Err(lookahead.error());
            }
            parse_condition(input, &mut condition, errors)
        });
        if condition.is_none()
            && let Some(context) = &context
        {
            errors.push(Error::new(context.span(), "there is no toggle to ask; write `enabled!(\"name\", for = ..)`"));
        }
        let nothing = LitStr::new("invalid", proc_macro2::Span::call_site());
        errors.finish(Self { condition: condition.unwrap_or(Condition::Name(nothing)), context })
    }
}

fn parse_context(input: ParseStream<'_>, context: &mut Option<Raw<Expr>>) -> Result<()> {
    let keyword: Token![for] = input.parse()?;
    input.parse::<Token![=]>()?;
    set(context, "for", keyword, input.parse()?)
}

fn looks_like_condition(input: ParseStream<'_>) -> bool {
    input.peek(LitStr) || input.peek(Ident) || input.peek(Token![::])
}

fn parse_condition(input: ParseStream<'_>, condition: &mut Option<Condition>, errors: &mut Errors) -> Result<()> {
    let parsed = Condition::parse(input, errors)?;
    if condition.is_some() {
        let message = "there is a condition already; write `all(.., ..)` or `any(.., ..)` to ask for two";
        return Err(Error::new(parsed.span(), message));
    }
    *condition = Some(parsed);
    Ok(())
}
