use proc_macro2::TokenStream;
use syn::{
    Attribute, Error, Ident, LitStr, Result, Token, Type, Visibility,
    parse::{Parse, ParseStream},
};

use super::{
    arguments::{self, Errors, set},
    default::{DefaultValue, Range},
};
use crate::{Date, Kind};

/// The arguments of `#[toggle("name", default = on, range = .., kind = release, owner = "..", since = "..", expires = "..")]`.
pub struct DeclarationArgs {
    /// The toggle's name.
    pub name: LitStr,
    /// What the toggle is where no source says otherwise, and what numbers it may be.
    pub default: DefaultValue,
    /// What the toggle is for.
    pub kind: Option<Kind>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The date from which it exists.
    pub since: Option<Date>,
    /// The date by which it should be gone.
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
        if !input.peek(LitStr) {
            let message = "a declaration starts with the toggle's name: write `#[toggle(\"name\")]`";
            return Err(Error::new(input.span(), message));
        }
        let name: LitStr = input.parse()?;
        if let Err(invalid) = crate::name::check(&name.value()) {
            errors.push(Error::new_spanned(&name, invalid));
        }
        if let Err(error) = input.parse::<Option<Token![,]>>() {
            errors.push(error);
        }
        let (mut default, mut range, mut kind) = (None, None, None);
        let (mut owner, mut since, mut expires) = (None, None, None);
        let mut default_is_wrong = false;
        arguments::each(input, &mut errors, |input, _| {
            let lookahead = input.lookahead1();
            if lookahead.peek(keyword::default) {
                let result = set_key::<keyword::default, _>(input, "default", &mut default, DefaultValue::parse);
                default_is_wrong |= result.is_err();
                result
            } else if lookahead.peek(keyword::range) {
                set_key::<keyword::range, _>(input, "range", &mut range, Range::parse)
            } else if lookahead.peek(keyword::kind) {
                set_key::<keyword::kind, _>(input, "kind", &mut kind, parse_kind)
            } else if lookahead.peek(keyword::owner) {
                set_key::<keyword::owner, _>(input, "owner", &mut owner, parse_owner)
            } else if lookahead.peek(keyword::since) {
                set_key::<keyword::since, _>(input, "since", &mut since, parse_date)
            } else if lookahead.peek(keyword::expires) {
                set_key::<keyword::expires, _>(input, "expires", &mut expires, |input| {
                    Ok((input.span(), parse_date(input)?))
                })
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
        if let (Some(range), false) = (range, default_is_wrong) {
            let limited = match &mut default {
                Some(default) => default.limit(&range),
                None => Err(Error::new_spanned(range, "a range needs a number in it: write `default = ..`")),
            };
            if let Err(error) = limited {
                errors.push(error);
            }
        }
        errors.finish(Self { name, default: default.unwrap_or(DefaultValue::Off(None)), kind, owner, since, expires })
    }
}

fn set_key<K: Parse + quote::ToTokens, T>(
    input: ParseStream<'_>,
    key: &str,
    option: &mut Option<T>,
    value: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<()> {
    let keyword: K = input.parse()?;
    input.parse::<Token![=]>()?;
    set(option, key, keyword, value(input)?)
}

fn parse_kind(input: ParseStream<'_>) -> Result<Kind> {
    if input.peek(LitStr) {
        return Err(Error::new(input.span(), "write the kind without quotes: `kind = release`"));
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

fn parse_date(input: ParseStream<'_>) -> Result<Date> {
    let text = quoted(input, "expires = \"2027-03-01\"")?;
    text.value().parse().map_err(|error| Error::new_spanned(text, error))
}

fn quoted(input: ParseStream<'_>, example: &str) -> Result<LitStr> {
    input.parse().map_err(|error: Error| Error::new(error.span(), format!("write it in quotes: `{example}`")))
}

/// The item of a declaration: `pub static NAME: Toggle;`.
pub struct DeclarationItem {
    /// Its attributes, doc comments among them.
    pub attrs: Vec<Attribute>,
    /// Its visibility.
    pub vis: Visibility,
    /// The `static` keyword.
    pub static_token: Token![static],
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// What is wrong with it though its parts could be read.
    pub error: Option<Error>,
}

impl Parse for DeclarationItem {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = Attribute::parse_outer(input)?;
        let vis = input.parse()?;
        if !input.peek(Token![static]) {
            let message = "`#[toggle]` declares a toggle on a `static`: write `static NAME: Toggle;`";
            return Err(Error::new(input.span(), message));
        }
        let static_token = input.parse()?;
        let mut errors = Errors::default();
        if let Some(mutable) = input.parse::<Option<Token![mut]>>()? {
            errors.push(Error::new_spanned(mutable, "a declaration never changes; remove `mut`"));
        }
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        if input.peek(Token![=]) {
            let value: TokenStream = input.parse()?;
            let message =
                "`#[toggle]` gives the value: end with `;`, and say `default = on` in the attribute if need be";
            errors.push(Error::new_spanned(value, message));
        } else {
            input.parse::<Token![;]>()?;
        }
        Ok(Self { attrs, vis, static_token, ident, ty, error: errors.finish(()).err() })
    }
}
