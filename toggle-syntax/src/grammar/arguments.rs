use proc_macro2::TokenTree;
use syn::{Error, Result, Token, parse::ParseStream};

use super::slips;

/// The mistakes found so far.
#[derive(Default)]
pub struct Errors(Option<Error>);

impl Errors {
    /// Adds a mistake.
    pub fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Whether there is no mistake.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Adds the mistakes of another list.
    pub fn append(&mut self, other: Self) {
        self.push_some(other.0);
    }

    /// Adds a mistake, if there is one.
    pub fn push_some(&mut self, error: Option<Error>) {
        if let Some(error) = error {
            self.push(error);
        }
    }

    /// Gives the value, if there was no mistake.
    ///
    /// # Errors
    ///
    /// All the mistakes, as one error.
    pub fn finish<T>(self, value: T) -> Result<T> {
        self.0.map_or(Ok(value), Err)
    }
}

/// Parses arguments that are separated by commas. After one that is wrong it goes on behind the next comma, or at the
/// next key.
pub(super) fn each(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut argument: impl FnMut(ParseStream<'_>, &mut Errors) -> Result<()>,
) {
    while !input.is_empty() {
        if let Ok(comma) = input.parse::<Token![,]>() {
            errors.push(Error::new_spanned(comma, "there is no argument before this comma; remove it"));
            continue;
        }
        match argument(input, errors) {
            Ok(()) if input.is_empty() || input.peek(Token![,]) => {}
            Ok(()) => {
                errors.push(input.error("expected `,`"));
                if slips::peek_key(input).is_some() {
                    continue;
                }
            }
            Err(error) => errors.push(error),
        }
        while !input.is_empty() && !input.peek(Token![,]) {
            let _: Result<TokenTree> = input.parse();
        }
        let _: Result<Option<Token![,]>> = input.parse();
    }
}

/// Sets an option that may be given once.
pub(super) fn set<T>(option: &mut Option<T>, key: &str, at: impl quote::ToTokens, value: T) -> Result<()> {
    if option.is_some() {
        return Err(Error::new_spanned(at, format!("`{key}` is given twice; keep one")));
    }
    *option = Some(value);
    Ok(())
}
