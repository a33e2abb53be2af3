//! `crate = path`: the path by which generated code names the runtime. All macros take the key out of their arguments
//! here, before their own grammar reads the rest, and carry one [`CratePath`] through the expansion.

use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Error, Lit, LitStr, Path, Result, Token,
    ext::IdentExt,
    parse::{Nothing, Parse, ParseStream, Parser},
    parse2,
};
use toggle_syntax::{grammar::Errors, name};

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
    pub(crate) fn take(args: TokenStream, errors: &mut Errors) -> (Self, TokenStream) {
        let mut path = Self::Default;
        let mut others = TokenStream::new();
        let mut follows_comma = true;
        for argument in arguments(args) {
            if !is_key(&argument) {
                follows_comma = argument.last().is_some_and(is_comma);
                // The grammar refuses this key. Without the path, the compiler would not find the macro that reports
                // it.
                if let (Self::Default, Some(given)) = (&path, path_of_misspelt(&argument)) {
                    path = Self::Given(given.into_token_stream());
                }
                others.extend(argument.iter().cloned());
                continue;
            }
            let mut missing = (!follows_comma).then(|| argument[0].span());
            if let Some(at) = missing {
                others.extend(quote_spanned!(at=> ,));
            }
            follows_comma = true;
            match (parse_key.parse2(argument.iter().cloned().collect()), &path) {
                (Ok(parsed), Self::Default) => {
                    path = Self::Given(parsed.path.into_token_stream());
                    missing = missing.or(parsed.missing_comma);
                    others.extend(parsed.rest);
                }
                (Ok(parsed), _) => errors.push(Error::new_spanned(parsed.key, "`crate` is given twice; keep one")),
                (Err(error), _) => {
                    errors.push(error);
                    path = Self::Wrong;
                }
            }
            errors.push_some(missing.map(|at| Error::new(at, "expected `,`")));
        }
        (path, others)
    }

    /// Reads the path in `#[word(crate = path)]`, the attribute of a derived trait.
    pub(crate) fn of_attribute(word: &str, attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut attrs = attrs.iter().filter(|attr| attr.path().is_ident(word));
        let Some(attr) = attrs.next() else { return Self::Default };
        if let Some(second) = attrs.next() {
            errors.push(Error::new_spanned(second, format!("`#[{word}(..)]` is given twice; keep one")));
        }
        let args = attr.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
        let (path, others) = Self::parse::<Nothing>(args);
        if let Self::Default = path {
            let message = format!("`#[{word}(..)]` takes the path of the runtime: write `#[{word}(crate = path)]`");
            errors.push(Error::new_spanned(attr, message));
        } else if let Err(error) = others {
            errors.push(error);
        }
        path
    }

    /// Returns this path or, where the user gave none that could be one, the `outer` one.
    pub(crate) fn or(self, outer: &Self) -> Self {
        match self {
            Self::Default | Self::Wrong => outer.clone(),
            given @ Self::Given(_) => given,
        }
    }

    /// Returns whether the path is unknown, so that the expansion can name no item of the runtime.
    pub(crate) fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong)
    }

    /// Returns `crate = path` for arguments that do not have it, if the user gave a path.
    pub(crate) fn key_for(&self, args: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::Given(path) if !arguments(args.clone()).iter().any(|argument| is_key(argument)) => {
                Some(quote!(crate = #path))
            }
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

/// Splits arguments behind each comma, and before a key that has lost its own. No other `crate` can be meant: it is a
/// keyword, also where a comma stands in an expression.
fn arguments(args: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = args.into_iter().collect();
    let mut arguments = Vec::new();
    let mut rest = &tokens[..];
    while let Some(last) = rest.len().checked_sub(1) {
        let end = (0..last).find(|&at| is_comma(&rest[at]) || is_key(&rest[at + 1..])).unwrap_or(last);
        let (argument, others) = rest.split_at(end + 1);
        arguments.push(argument.to_vec());
        rest = others;
    }
    arguments
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')
}

/// Returns whether an argument is the key, even with a mistake in it, and not a path that begins with `crate::`.
fn is_key(argument: &[TokenTree]) -> bool {
    let is_path = |next: &TokenTree| matches!(next, TokenTree::Punct(colon) if colon.as_char() == ':' && colon.spacing() == Spacing::Joint);
    matches!(argument.first(), Some(TokenTree::Ident(word)) if word == "crate") && !argument.get(1).is_some_and(is_path)
}

/// Returns the path behind what can only be the key with a mistake in it.
fn path_of_misspelt(argument: &[TokenTree]) -> Option<Path> {
    let read = |input: ParseStream<'_>| {
        let (word, _, path) =
            (input.call(Ident::parse_any)?, input.parse::<Token![=]>()?, Path::parse_mod_style(input)?);
        input.parse::<Option<Token![,]>>()?;
        Ok((word.to_string(), path))
    };
    let (word, path) = read.parse2(argument.iter().cloned().collect()).ok()?;
    (word.starts_with(['c', 'k']) && name::nearest(&word, ["crate"]).is_some()).then_some(path)
}

/// The key and its path, with what has come along.
struct GivenPath {
    key: Ident,
    path: Path,
    /// The place of what follows without a comma.
    missing_comma: Option<Span>,
    /// The tokens that may be other arguments.
    rest: TokenStream,
}

fn parse_key(input: ParseStream<'_>) -> Result<GivenPath> {
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
    let has_comma = input.parse::<Option<Token![,]>>()?.is_some();
    let missing_comma = (!has_comma && !input.is_empty()).then(|| input.span());
    let begins_argument = input.peek(Ident::peek_any) || input.peek(Lit);
    let rest: TokenStream = input.parse()?;
    Ok(GivenPath { key, path, missing_comma, rest: if begins_argument { rest } else { TokenStream::new() } })
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

/// Returns a name for generated code, with a span that trips no lint about deprecated items. The name is raw, since the
/// token has the edition of this crate, in which more words are reserved.
pub(crate) fn generated(ident: &Ident) -> Ident {
    Ident::new_raw(&ident.unraw().to_string(), ident.span().resolved_at(Span::mixed_site()))
}
