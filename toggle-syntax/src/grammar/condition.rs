use proc_macro2::Span;
use syn::{
    Error, Ident, LitStr, Path, Result, Token, ext::IdentExt, parenthesized, parse::ParseStream, spanned::Spanned,
    token,
};

use super::arguments::{self, Errors};

/// What a gate asks: `"name"`, a path to a declaration, or `not(..)`, `all(..)`, `any(..)` of conditions.
#[derive(Clone)]
pub enum Condition {
    /// A toggle by name.
    Name(LitStr),
    /// A toggle by its declaration.
    Path(Path),
    /// On when the condition is off.
    Not(Span, Box<Condition>),
    /// On when every condition is; at least one.
    All(Span, Vec<Condition>),
    /// On when one condition is; at least one.
    Any(Span, Vec<Condition>),
}

impl Condition {
    pub(super) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        if input.peek(LitStr) {
            let name: LitStr = input.parse()?;
            if let Err(invalid) = crate::name::check(&name.value()) {
                errors.push(Error::new_spanned(&name, invalid));
            }
            return Ok(Self::Name(name));
        }
        if input.peek(Ident) && input.peek2(token::Paren) {
            return Self::parse_combination(input, errors);
        }
        if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
            return Err(input.error(
                "expected a toggle: `\"name\"`, the path of a declaration, or `not(..)`, `all(..)`, `any(..)`",
            ));
        }
        let path = Path::parse_mod_style(input)?;
        if path.segments.first().is_some_and(|first| first.ident == "Self") {
            errors.push(Error::new_spanned(
                &path,
                "a toggle's declaration is a `static`, which `Self` cannot lead to; write the path of the `static`",
            ));
        }
        Ok(Self::Path(path))
    }

    fn parse_combination(input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let word: Ident = input.parse()?;
        let inside;
        let parentheses = parenthesized!(inside in input);
        let mut conditions = Vec::new();
        arguments::each(&inside, errors, |input, errors| {
            conditions.push(Self::parse(input, errors)?);
            Ok(())
        });
        if conditions.is_empty() {
            let message = format!("`{word}` needs a condition: write `{word}(\"name\")`");
            return Err(Error::new(parentheses.span.join(), message));
        }
        let span = word.span();
        match word.to_string().as_str() {
            "all" => Ok(Self::All(span, conditions)),
            "any" => Ok(Self::Any(span, conditions)),
            "not" => {
                let message = "`not` takes one condition: write `not(all(..))` or `not(any(..))`";
                if let Some(second) = conditions.get(1) {
                    errors.push(Error::new(second.span(), message));
                }
                Ok(Self::Not(span, Box::new(conditions.swap_remove(0))))
            }
            _ => Err(Error::new(span, format!("expected `not`, `all` or `any`, not `{word}`"))),
        }
    }

    /// Where the condition stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span(),
            Self::Path(path) => path.span(),
            Self::Not(span, _) | Self::All(span, _) | Self::Any(span, _) => *span,
        }
    }
}
