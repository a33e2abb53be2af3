//! The arguments of `#[toggle]`, and the `static` below it.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Error, Ident, LitStr, Path, Result, Token, Type, Visibility,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use super::{
    arguments::{self, set},
    default::{DefaultValue, Range},
    errors::Errors,
    slips::{self, BareName, DECLARATION},
};
use crate::{Date, Kind, name};

/// The arguments of `#[toggle("name", default = on, range = .., kind = release, owner = "..", since = "..", expires =
/// "..")]`.
pub struct DeclarationArgs {
    /// The name of the toggle.
    pub name: LitStr,
    /// The value for the case that no source sets the toggle, with the range of a number.
    pub default: DefaultValue,
    /// The range as written, if there is one.
    pub range: Option<TokenStream>,
    /// The purpose of the toggle.
    pub kind: Option<Kind>,
    /// The team or person that is responsible for the toggle.
    pub owner: Option<String>,
    /// The date from which the toggle exists.
    pub since: Option<Date>,
    /// The date by which the toggle should be removed.
    pub expires: Option<Date>,
}

mod keyword {
    syn::custom_keyword!(default);
    syn::custom_keyword!(range);
    syn::custom_keyword!(kind);
    syn::custom_keyword!(owner);
    syn::custom_keyword!(since);
    syn::custom_keyword!(expires);
}

impl Parse for DeclarationArgs {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut errors = Errors::default();
        let name = parse_name(input, &mut errors);
        let (mut default, mut range, mut kind) = (None, None, None);
        let (mut owner, mut since, mut expires) = (None, None, None);
        let mut default_is_wrong = false;
        arguments::each(input, &mut errors, |input, errors| {
            let lookahead = input.lookahead1();
            if lookahead.peek(keyword::default) {
                let result =
                    set_key::<keyword::default, _>(input, "default", &mut default, errors, DefaultValue::parse);
                default_is_wrong |= result.is_err();
                result
            } else if lookahead.peek(keyword::range) {
                set_key::<keyword::range, _>(input, "range", &mut range, errors, Range::parse)
            } else if lookahead.peek(keyword::kind) {
                set_key::<keyword::kind, _>(input, "kind", &mut kind, errors, parse_kind)
            } else if lookahead.peek(keyword::owner) {
                set_key::<keyword::owner, _>(input, "owner", &mut owner, errors, parse_owner)
            } else if lookahead.peek(keyword::since) {
                set_key::<keyword::since, _>(input, "since", &mut since, errors, |input| parse_date(input, "since"))
            } else if lookahead.peek(keyword::expires) {
                set_key::<keyword::expires, _>(input, "expires", &mut expires, errors, |input| {
                    Ok((input.span(), parse_date(input, "expires")?))
                })
            } else if input.peek(LitStr) {
                Err(Error::new(input.span(), "a declaration has one name; write the key of this string before it"))
            } else if let Ok(word) = input.fork().call(Ident::parse_any) {
                Err(DECLARATION.refuse(&word))
            } else {
                Err(lookahead.error())
            }
        });
        if let (Some(since), Some((at, expires))) = (since, expires)
            && expires < since
        {
            errors.push(Error::new(at, format!("the toggle expires before it exists: `since` is {since}")));
        }
        let expires = expires.map(|(_, date)| date);
        let written_range = range.as_ref().map(Range::to_token_stream);
        if let (Some(range), false) = (range, default_is_wrong) {
            let limited = match &mut default {
                Some(default) => default.limit(&range),
                None => Err(Error::new_spanned(range, "a range needs a number in it: write `default = ..`")),
            };
            if let Err(error) = limited {
                errors.push(error);
            }
        }
        // A missing name has been reported already.
        let name = name.unwrap_or_else(|| LitStr::new("", Span::call_site()));
        let default = default.unwrap_or(DefaultValue::Off(None));
        errors.finish(Self { name, default, range: written_range, kind, owner, since, expires })
    }
}

const NAME_FIRST: &str = "a declaration starts with the toggle's name: write `#[toggle(\"name\")]`";

/// Parses the leading name and the comma after it.
fn parse_name(input: ParseStream<'_>, errors: &mut Errors) -> Option<LitStr> {
    let is_key = slips::peek_key(input);
    let name = if let Some(key) = &is_key
        && !DECLARATION.has(key)
        && DECLARATION.meant(key).is_none()
    {
        // `name = "new-checkout"`.
        errors.push(DECLARATION.refuse(key));
        let behind = |input: ParseStream<'_>| {
            input.call(Ident::parse_any)?;
            input.parse::<TokenTree>()?;
            input.parse::<LitStr>()
        };
        behind(input).ok()
    } else if is_key.is_some() || input.is_empty() {
        errors.push(Error::new(input.span(), NAME_FIRST));
        return None;
    } else if input.peek(LitStr) {
        input.parse().ok()
    } else {
        errors.push(refuse_bare_name(input).unwrap_or_else(|| Error::new(input.span(), NAME_FIRST)));
        None
    };
    if let Some(Err(invalid)) = name.as_ref().map(|name| name::check(&name.value())) {
        errors.push(Error::new_spanned(&name, invalid));
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        errors.push(Error::new(input.span(), "expected `,`"));
    }
    let _: Result<Option<Token![,]>> = input.parse();
    name
}

/// Returns the error for a name without quotes: a word, words with hyphens, or the name of the `static`.
fn refuse_bare_name(input: ParseStream<'_>) -> Option<Error> {
    let path = input.fork().call(Path::parse_mod_style).ok()?;
    input.call(Path::parse_mod_style).ok()?;
    let (name, tokens) = match BareName::parse(&path, input) {
        Some(bare) => (bare.name, bare.tokens),
        None => (path.segments.last()?.ident.to_string().to_lowercase().replace('_', "-"), path.to_token_stream()),
    };
    Some(Error::new_spanned(tokens, format!("a toggle's name needs quotes: write `#[toggle(\"{name}\")]`")))
}

fn set_key<K: Parse + ToTokens, T>(
    input: ParseStream<'_>,
    key: &str,
    option: &mut Option<T>,
    errors: &mut Errors,
    value: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<()> {
    let keyword: K = input.parse()?;
    slips::equals(key, &keyword, input, errors)?;
    set(option, key, keyword, value(input)?)
}

fn parse_kind(input: ParseStream<'_>) -> Result<Kind> {
    if let Ok(text) = input.parse::<LitStr>() {
        let known = text.value().parse::<Kind>().map_or("release", Kind::as_str);
        return Err(Error::new_spanned(text, format!("write the kind without quotes: `kind = {known}`")));
    }
    let word: Ident = input.parse().map_err(|error: Error| Error::new(error.span(), crate::UnknownKind))?;
    word.to_string().parse().map_err(|unknown| Error::new_spanned(word, unknown))
}

fn parse_owner(input: ParseStream<'_>) -> Result<String> {
    let text = quoted(input, "owner = \"payments\"")?;
    let owner = text.value();
    if owner.trim().is_empty() || owner.contains(char::is_control) {
        return Err(Error::new_spanned(text, "an owner is a name on one line, such as \"payments\""));
    }
    Ok(owner)
}

fn parse_date(input: ParseStream<'_>, key: &str) -> Result<Date> {
    let text = quoted(input, &format!("{key} = \"2027-03-01\""))?;
    text.value().parse().map_err(|error| Error::new_spanned(text, error))
}

fn quoted(input: ParseStream<'_>, example: &str) -> Result<LitStr> {
    input.parse().map_err(|error: Error| Error::new(error.span(), format!("write it in quotes: `{example}`")))
}

/// The item of a declaration: `pub static NAME: Toggle;`.
pub struct DeclarationItem {
    /// The attributes, including doc comments.
    pub attrs: Vec<Attribute>,
    /// Its visibility.
    pub vis: Visibility,
    /// The `static` keyword.
    pub static_token: Token![static],
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// The mistakes that left all parts readable.
    pub error: Option<Error>,
}

impl Parse for DeclarationItem {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = Attribute::parse_outer(input)?;
        let vis = input.parse()?;
        let mut errors = Errors::default();
        let message = "`#[toggle]` declares a toggle on a `static`: write `static NAME: Toggle;`";
        let static_token = if let Ok(constant) = input.parse::<Token![const]>()
            && !input.peek(Token![fn])
        {
            errors.push(Error::new_spanned(constant, message));
            Token![static](constant.span)
        } else {
            input.parse().map_err(|error| Error::new(error.span(), message))?
        };
        if let Some(mutable) = input.parse::<Option<Token![mut]>>()? {
            errors.push(Error::new_spanned(mutable, "a declaration never changes; remove `mut`"));
        }
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        if input.peek(Token![=]) {
            let value: TokenStream = input.parse()?;
            let message =
                "`#[toggle]` supplies the value: end with `;`, and write `default = on` in the attribute if needed";
            errors.push(Error::new_spanned(value, message));
        } else {
            input.parse::<Token![;]>()?;
        }
        Ok(Self { attrs, vis, static_token, ident, ty, error: errors.finish(()).err() })
    }
}
