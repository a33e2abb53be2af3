//! Conditions: toggles and combinations of toggles.

use proc_macro2::Span;
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized, parse::ParseStream, spanned::Spanned, token};

use super::{
    arguments,
    combinator::{self, Combinator},
    errors::Errors,
    slips::BareName,
};
use crate::name;

/// The condition of a gate: `"name"`, a path to a declaration, or `not(..)`, `all(..)`, `any(..)` of conditions.
#[derive(Clone)]
pub enum Condition {
    /// A toggle by name.
    Name(LitStr),
    /// A toggle by its declaration.
    Path(Path),
    /// The opposite of a condition.
    Not(Span, Box<Condition>),
    /// A conjunction of at least one condition.
    All(Span, Vec<Condition>),
    /// A disjunction of at least one condition.
    Any(Span, Vec<Condition>),
}

impl Condition {
    pub(super) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let condition = if input.peek(LitStr) {
            let name: LitStr = input.parse()?;
            if let Err(invalid) = name::check(&name.value()) {
                errors.push(Error::new_spanned(&name, invalid));
            }
            Self::Name(name)
        } else if input.peek(Ident) && input.peek2(token::Paren) {
            Self::parse_combination(input, errors)?
        } else {
            let path = parse_path(input, errors)?;
            let combined = input.peek(LitStr) || input.peek(token::Bracket) || input.peek(token::Brace);
            if let (true, Some(word)) = (combined, path.get_ident().and_then(combinator::likely)) {
                let message = format!("a combination has parentheses: write `{word}(..)`");
                return Err(Error::new_spanned(path, message));
            }
            if let Some(bare) = BareName::parse(&path, input) {
                return Err(bare.refuse());
            }
            Self::Path(path)
        };
        refuse_more(input)?;
        Ok(condition)
    }

    fn parse_combination(input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let word: Ident = input.parse()?;
        let inside;
        let parentheses = parenthesized!(inside in input);
        let combinator = Combinator::of(&word)?;
        let mut conditions = Vec::new();
        let mut inner_errors = Errors::default();
        arguments::each(&inside, &mut inner_errors, |input, errors| {
            conditions.push(Self::parse(input, errors)?);
            Ok(())
        });
        if conditions.is_empty() {
            inner_errors.finish(())?;
            let message = format!("`{word}` needs a condition: write `{word}(\"name\")`");
            return Err(Error::new(parentheses.span.join(), message));
        }
        errors.append(inner_errors);
        let span = word.span();
        Ok(match combinator {
            Combinator::All => Self::All(span, conditions),
            Combinator::Any => Self::Any(span, conditions),
            Combinator::Not => {
                if let Some(second) = conditions.get(1) {
                    let message = "`not` takes one condition: write `not(all(..))` or `not(any(..))`";
                    errors.push(Error::new(second.span(), message));
                }
                Self::Not(span, Box::new(conditions.swap_remove(0)))
            }
        })
    }

    /// Returns the span of the condition.
    pub fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span(),
            Self::Path(path) => path.span(),
            Self::Not(span, _) | Self::All(span, _) | Self::Any(span, _) => *span,
        }
    }
}

pub(super) fn parse_path(input: ParseStream<'_>, errors: &mut Errors) -> Result<Path> {
    let keyword =
        input.peek(Token![crate]) || input.peek(Token![self]) || input.peek(Token![super]) || input.peek(Token![Self]);
    if !keyword && !input.peek(Ident) && !input.peek(Token![::]) {
        return Err(Error::new(input.span(), expected_toggle(input)));
    }
    let path = Path::parse_mod_style(input)?;
    if path.segments.first().is_some_and(|first| first.ident == "Self") {
        let message =
            "a toggle's declaration is a `static`, which `Self` cannot lead to; write the path of the `static`";
        errors.push(Error::new_spanned(&path, message));
    }
    Ok(path)
}

/// Returns the advice for tokens that cannot begin a condition.
fn expected_toggle(input: ParseStream<'_>) -> &'static str {
    if input.peek(Token![!]) {
        "to check that a toggle is off, write `not(..)`"
    } else if input.peek(token::Bracket) || input.peek(token::Paren) {
        "to check several toggles, write `all(.., ..)` or `any(.., ..)`; write a single toggle alone"
    } else if input.peek(token::Brace) {
        "a condition is known when the code is compiled: write a toggle, and not a block"
    } else {
        "expected a toggle: `\"name\"`, the path of a declaration, or `not(..)`, `all(..)`, `any(..)`"
    }
}

/// Refuses operators after a toggle, which people write who take the condition for an expression.
fn refuse_more(input: ParseStream<'_>) -> Result<()> {
    let word = input.fork().parse::<Ident>().map(|word| word.to_string()).unwrap_or_default();
    let message = if input.peek(Token![&]) || input.peek(Token![&&]) || input.peek(Token![+]) || word == "and" {
        "to check that both toggles are on, write `all(.., ..)`"
    } else if input.peek(Token![|]) || input.peek(Token![||]) || word == "or" {
        "to check that one of the toggles is on, write `any(.., ..)`"
    } else if input.peek(Token![==]) || input.peek(Token![!=]) || input.peek(Token![=]) || word == "is" {
        "a condition holds while its toggle is on: write the toggle alone, or `not(..)` for off"
    } else if input.peek(Token![!]) {
        "a toggle's name is a string literal; a macro call cannot stand for it"
    } else if input.peek(Token![.]) || input.peek(Token![<]) || input.peek(token::Paren) {
        "write the path of the declaration alone"
    } else {
        return Ok(());
    };
    Err(Error::new(input.span(), message))
}
