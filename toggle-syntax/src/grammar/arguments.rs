use proc_macro2::TokenTree;
use syn::{Error, Result, Token, parse::ParseStream};

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

    /// Gives the value, if there was no mistake.
    ///
    /// # Errors
    ///
    /// All the mistakes, as one error.
    pub fn finish<T>(self, value: T) -> Result<T> {
        self.0.map_or(Ok(value), Err)
    }
}

/// Parses arguments that are separated by commas. After one that is wrong it goes on behind the next comma.
pub(super) fn each(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut argument: impl FnMut(ParseStream<'_>, &mut Errors) -> Result<()>,
) {
    while !input.is_empty() {
        let parsed = argument(input, errors).and_then(|()| {
            if input.is_empty() || input.peek(Token![,]) { Ok(()) } else { Err(input.error("expected `,`")) }
        });
        if let Err(error) = parsed {
            errors.push(error);
            while !input.is_empty() && !input.peek(Token![,]) {
                let _: Result<TokenTree> = input.parse();
            }
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
