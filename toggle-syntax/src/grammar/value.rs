//! The arguments of `value!`: one declaration, and the context of the check.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Error, Expr, Ident, LitStr, Path, Result, Token, ext::IdentExt, parse::ParseStream, spanned::Spanned, token,
};

use super::{
    arguments::{self, set},
    combinator,
    condition::parse_path,
    errors::Errors,
    gate::value,
    raw::Raw,
    slips::{self, VALUE},
};

/// The arguments of `value!(DECLARATION, for = EXPR?)`.
#[derive(Default)]
pub struct ValueArgs {
    /// The path of the declaration, or `None` after a mistake.
    pub toggle: Option<Path>,
    /// The expression after `for`, a `&Context`, with its keyword.
    pub context: Option<(Token![for], Raw<Expr>)>,
}

impl ValueArgs {
    /// Parses the arguments as far as possible, and returns them with the errors.
    pub fn recover(tokens: TokenStream) -> (Self, Option<Error>) {
        arguments::recover(tokens, Self::read)
    }

    fn read(input: ParseStream<'_>, errors: &mut Errors) -> Self {
        let mut args = Self::default();
        let mut attempted = false;
        arguments::each(input, errors, |input, errors| {
            if input.peek(Token![for]) {
                let keyword = input.parse()?;
                return set(&mut args.context, "for", keyword, (keyword, value("for", keyword, input, errors)?));
            }
            if let Some(key) = slips::peek_key(input) {
                return Err(args.refuse_key(&key, input));
            }
            if attempted && slips::is_value(input) {
                let error = input.error("a value needs its key before it: write `for = &context`");
                let at = input.span();
                args.context.get_or_insert((Token![for](at), input.parse()?));
                return Err(error);
            }
            let second = std::mem::replace(&mut attempted, true);
            let toggle = declaration(input, errors)?;
            if second {
                let message = "`value!` reads one toggle; read the other one with a second `value!`";
                return Err(Error::new(toggle.span(), message));
            }
            args.toggle = Some(toggle);
            Ok(())
        });
        // A mistaken toggle has been reported already.
        if args.toggle.is_none() && errors.is_empty() {
            errors.push(match &args.context {
                Some((keyword, _)) => Error::new_spanned(keyword, NOTHING),
                None => Error::new(input.span(), NOTHING),
            });
        }
        args
    }

    /// Returns the error for an unknown key. Its value is assigned to `for` if that is the likely key.
    fn refuse_key(&mut self, key: &Ident, input: ParseStream<'_>) -> Error {
        let error = VALUE.refuse(key);
        let skip = || Ok::<_, Error>((input.call(Ident::parse_any)?, input.parse::<TokenTree>()?));
        if skip().is_ok()
            && VALUE.meant(key) == Some("for")
            && self.context.is_none()
            && let Ok(context) = input.parse()
        {
            self.context = Some((Token![for](key.span()), context));
        }
        error
    }
}

const NOTHING: &str = "the toggle is missing: write the path of a declaration, as in `value!(RANKING)`";

/// Parses the path of a declaration, and refuses other conditions.
fn declaration(input: ParseStream<'_>, errors: &mut Errors) -> Result<Path> {
    if let Ok(name) = input.fork().parse::<LitStr>() {
        let message = format!(
            "`value!` needs the declaration, which has the type of the value: write the path of its `static`, as in \
             `value!({})`; a name alone can be checked with `enabled!({name})`",
            constant(&name.value()),
            name = name.token(),
        );
        return Err(Error::new(name.span(), message));
    }
    if input.peek(Ident) && input.peek2(token::Paren) {
        let word: Ident = input.parse()?;
        let meant = combinator::likely(&word).map_or_else(|| word.to_string(), str::to_owned);
        let message =
            format!("`value!` reads one toggle: write its path alone; conditions are for `enabled!({meant}(..))`");
        return Err(Error::new_spanned(word, message));
    }
    if input.peek(Token![&]) {
        return Err(input.error("write the path of the declaration alone, without `&`"));
    }
    if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
        return Err(Error::new(input.span(), "expected the path of a declaration, as in `value!(RANKING)`"));
    }
    let path = parse_path(input, errors)?;
    if !input.is_empty() && !input.peek(Token![,]) && slips::peek_key(input).is_none() {
        let message = "write the path of the declaration alone; use its value after the parentheses of `value!`";
        return Err(Error::new(input.span(), message));
    }
    Ok(path)
}

/// Returns a likely name for the `static` of a toggle.
fn constant(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if syn::parse_str::<Ident>(&name).is_ok() { name } else { "RANKING".to_owned() }
}
