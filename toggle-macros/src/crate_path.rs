//! `crate = path`: the path by which generated code names the runtime. All macros take the key out of their arguments
//! here, before their own grammar reads the rest, and carry one [`CratePath`] through the expansion.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Error, LitStr, Path, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    parse2,
};
use toggle_syntax::grammar::Errors;

/// The path of the runtime in a user's crate.
#[derive(Clone, Default)]
pub(crate) enum CratePath {
    /// `::toggle_runtime`, where the user gave no path.
    #[default]
    Default,
    /// The path that the user gave.
    Given(TokenStream),
    /// Unknown, because `crate` is wrong.
    Wrong,
}

impl CratePath {
    /// Parses the arguments of a macro: `crate = path`, and the others as `T`.
    pub(crate) fn parse<T: Parse>(args: TokenStream) -> (Self, Result<T>) {
        let mut errors = Errors::default();
        let (path, others) = Self::take(args, &mut errors);
        let parsed = match (errors.finish(()), parse2(others)) {
            (Ok(()), parsed) => parsed,
            (Err(error), Ok(_)) => Err(error),
            (Err(mut error), Err(other)) => {
                error.combine(other);
                Err(error)
            }
        };
        (path, parsed)
    }

    /// Takes `crate = path` out of the arguments of a macro, and leaves the others.
    fn take(args: TokenStream, errors: &mut Errors) -> (Self, TokenStream) {
        let mut path = Self::Default;
        let mut others = TokenStream::new();
        for argument in arguments(args) {
            if !is_key(&argument) {
                others.extend(argument);
                continue;
            }
            match (parse_key.parse2(argument), &path) {
                (Ok((_, given)), Self::Default) => path = Self::Given(given.into_token_stream()),
                (Ok((key, _)), _) => errors.push(Error::new_spanned(key, "`crate` is given twice; keep one")),
                (Err(error), _) => {
                    errors.push(error);
                    path = Self::Wrong;
                }
            }
        }
        (path, others)
    }

    /// Returns this path or, where the user gave none, the `outer` one.
    pub(crate) fn or(self, outer: &Self) -> Self {
        match self {
            Self::Default => outer.clone(),
            given => given,
        }
    }

    /// Returns `crate = path` for arguments that do not have it, if the user gave a path.
    pub(crate) fn key_for(&self, args: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::Given(path) if !arguments(args.clone()).iter().any(is_key) => Some(quote!(crate = #path)),
            _ => None,
        }
    }

    /// Returns the path of what generated code names, with the place of `at`. A given path keeps its own name
    /// resolution: its edition, and the crate that a `$crate` means.
    pub(crate) fn private(&self, at: Span) -> TokenStream {
        match self {
            Self::Default | Self::Wrong => quote_spanned!(at=> ::toggle_runtime::__private),
            Self::Given(path) => {
                let path = located(path.clone(), at);
                quote_spanned!(at=> #path::__private)
            }
        }
    }
}

/// Splits arguments behind each comma. No other `crate` can begin one: it is a keyword, also where a comma stands in an
/// expression.
fn arguments(args: TokenStream) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    let mut argument = TokenStream::new();
    for token in args {
        let ends = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        argument.extend([token]);
        if ends {
            arguments.push(std::mem::take(&mut argument));
        }
    }
    arguments.push(argument);
    arguments
}

/// Whether an argument is the key, be it with a mistake, and no path that begins with `crate::`.
fn is_key(argument: &TokenStream) -> bool {
    let mut tokens = argument.clone().into_iter();
    let is_crate = matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "crate");
    is_crate && !matches!(tokens.next(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':')
}

fn parse_key(input: ParseStream<'_>) -> Result<(Ident, Path)> {
    const EXAMPLE: &str = "write `crate = platform::toggle_runtime`";
    let key = input.call(Ident::parse_any)?;
    if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() || input.peek(Token![,]) {
        return Err(Error::new_spanned(key, format!("`crate` needs the path of the runtime: {EXAMPLE}")));
    }
    if input.peek(LitStr) {
        return Err(input.error(format!("a path has no quotes: {EXAMPLE}")));
    }
    let path = input
        .call(Path::parse_mod_style)
        .map_err(|error| Error::new(error.span(), format!("expected the path of the runtime: {EXAMPLE}")))?;
    if input.parse::<Option<Token![,]>>()?.is_none() && !input.is_empty() {
        return Err(input.error("expected `,`"));
    }
    Ok((key, path))
}

fn located(tokens: TokenStream, at: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(at));
        match token {
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), located(group.stream(), at));
                inside.set_span(group.span());
                inside.into()
            }
            token => token,
        }
    };
    tokens.into_iter().map(locate).collect()
}
