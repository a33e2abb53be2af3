//! The loop over the arguments of a macro, with error recovery.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Error, Result, Token,
    parse::{ParseStream, Parser},
};

use super::{errors::Errors, slips};

/// Parses arguments that are separated by commas. After a mistake, parsing resumes after the next comma, or at the next
/// key.
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

/// Parses all arguments as far as possible, and returns them with the errors.
pub(super) fn recover<T: Default>(
    tokens: TokenStream,
    read: impl FnOnce(ParseStream<'_>, &mut Errors) -> T,
) -> (T, Option<Error>) {
    let mut errors = Errors::default();
    let parse = |input: ParseStream<'_>| Ok(read(input, &mut errors));
    let args = parse.parse2(tokens).unwrap_or_default();
    (args, errors.finish(()).err())
}

/// Sets an option, and reports a duplicate.
pub(super) fn set<T>(option: &mut Option<T>, key: &str, at: impl quote::ToTokens, value: T) -> Result<()> {
    if option.is_some() {
        return Err(Error::new_spanned(at, format!("`{key}` is given twice; keep one")));
    }
    *option = Some(value);
    Ok(())
}
