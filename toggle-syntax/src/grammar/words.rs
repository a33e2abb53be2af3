//! The words of a gate without a value: `guard`, and `shadow` with its optional parentheses.

use syn::{Error, Ident, LitBool, Result, Token, parenthesized, parse::ParseStream, token};

use super::{
    arguments::{self, set},
    errors::Errors,
    slips,
};

mod keyword {
    syn::custom_keyword!(values);
}

/// Parses the word `shadow`, and returns it with the value of `values` if parentheses contain one.
pub(super) fn shadow(input: ParseStream<'_>, errors: &mut Errors) -> Result<(Ident, Option<bool>)> {
    if !input.peek2(token::Paren) {
        return Ok((word(input)?, None));
    }
    let word: Ident = input.parse()?;
    let inside;
    let parentheses = parenthesized!(inside in input);
    if inside.is_empty() {
        let message = "these parentheses are empty: write `shadow`, or `shadow(values = false)`";
        errors.push(Error::new(parentheses.span.join(), message));
    }
    let mut values = None;
    arguments::each(&inside, errors, |inside, errors| {
        if !inside.peek(keyword::values) {
            return Err(inside
                .error("in its parentheses, `shadow` takes only `values = false`; the configuration sets the rest"));
        }
        let key: Ident = inside.parse()?;
        slips::equals("values", &key, inside, errors)?;
        if !inside.peek(LitBool) {
            return Err(inside.error("`values` is `true` or `false`: write `values = false`"));
        }
        let value: LitBool = inside.parse()?;
        set(&mut values, "values", key, value.value)
    });
    Ok((word, values))
}

/// Parses a word that takes no value.
pub(super) fn word(input: ParseStream<'_>) -> Result<Ident> {
    let word: Ident = input.parse()?;
    if input.peek(Token![=]) || input.peek(token::Paren) {
        let message = format!("`{word}` takes no value here: write `{word}` alone; the configuration sets the rest");
        return Err(Error::new_spanned(word, message));
    }
    Ok(word)
}
