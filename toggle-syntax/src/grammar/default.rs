//! The values after `default` and `range`.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    Error, Ident, Lit, LitStr, Path, Result, Token,
    parse::{Parse, ParseStream},
    token,
};

use super::raw::Raw;
use crate::{DurationText, Limits, Type};

/// The value after `default`, limited by the one after `range`.
pub enum DefaultValue {
    /// `on`, with its span.
    On(Span),
    /// `off`, with its span if it is written.
    Off(Option<Span>),
    /// The path of a variant.
    Variant(Path),
    /// An integer.
    Integer(Raw<i64>, Limits<i64>),
    /// A float.
    Float(Raw<f64>, Limits<f64>),
    /// A duration, with its literal.
    Duration(LitStr, DurationText, Limits<DurationText>),
    /// A string.
    Text(LitStr),
}

mod keyword {
    syn::custom_keyword!(on);
    syn::custom_keyword!(off);
}

impl DefaultValue {
    /// Returns the type of the toggle, or `None` for variants, whose names only their enum knows.
    pub fn ty(&self) -> Option<Type> {
        match self {
            Self::On(_) | Self::Off(_) => Some(Type::OnOff),
            Self::Variant(_) => None,
            Self::Integer(_, limits) => Some(Type::Integer(*limits)),
            Self::Float(_, limits) => Some(Type::Float(*limits)),
            Self::Duration(_, _, limits) => Some(Type::Duration(*limits)),
            Self::Text(_) => Some(Type::Text),
        }
    }

    /// Converts a string to a duration, for a toggle of this type.
    ///
    /// # Errors
    ///
    /// If the value is no duration.
    pub fn into_duration(self) -> Result<Self> {
        match self {
            Self::Text(text) => {
                let duration = duration(&text)?;
                Ok(Self::Duration(text, duration, Limits::default()))
            }
            Self::Integer(Raw { tokens, .. }, _) | Self::Float(Raw { tokens, .. }, _) => {
                let message = format!("a duration needs its unit and quotes: write `default = \"{tokens}ms\"`");
                Err(Error::new_spanned(tokens, message))
            }
            other => Ok(other),
        }
    }

    /// Applies the range to a number or duration.
    pub(super) fn limit(&mut self, range: &Range) -> Result<()> {
        match self {
            Self::Integer(number, limits) => {
                let written = number.tokens.to_string();
                *limits = range.limits(number, |bound| {
                    let found = integer(bound)?;
                    match bound {
                        // The suffix of a bound alone does not set the type of the toggle.
                        Lit::Int(digits) if !written.ends_with(digits.suffix()) => {
                            let message = format!("write the bound without `{}`", digits.suffix());
                            Err(Error::new_spanned(digits, message))
                        }
                        _ => Ok(found),
                    }
                })?;
            }
            Self::Float(number, limits) => *limits = range.limits(number, float)?,
            // Only a duration has a range of strings.
            Self::Text(text) if range.is_of_texts() => {
                let default = Raw { parsed: duration(text)?, tokens: text.to_token_stream() };
                let limits = range.limits(&default, |bound| match bound {
                    Lit::Str(text) => duration(text),
                    other => Err(Error::new_spanned(other, crate::InvalidDuration)),
                })?;
                *self = Self::Duration(text.clone(), default.parsed, limits);
            }
            Self::Text(text) if duration(text).is_ok() => {
                let message = "the bounds of a duration need units and quotes, as in `range = \"10ms\"..=\"1s\"`";
                return Err(Error::new_spanned(range, message));
            }
            // Either the default or the range is wrong. The default is more likely, since a range means a number.
            Self::Text(text) if text.value().trim().parse::<f64>().is_ok() => {
                let value = text.value();
                let number = value.trim();
                let message = format!(
                    "write the number without quotes: `default = {number}`; a duration has a unit here and in the \
                     range, as in `default = \"{number}s\"`"
                );
                return Err(Error::new_spanned(text, message));
            }
            Self::Text(text) | Self::Duration(text, ..) => return Err(Error::new_spanned(text, NO_NUMBER)),
            Self::Variant(path) => return Err(Error::new_spanned(path, NO_NUMBER)),
            Self::On(at) | Self::Off(Some(at)) => return Err(Error::new(*at, NO_NUMBER)),
            Self::Off(None) => return Err(Error::new_spanned(range, NO_NUMBER)),
        }
        Ok(())
    }
}

impl Parse for DefaultValue {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let default = if input.peek(keyword::on) && !input.peek2(Token![::]) {
            Self::On(input.parse::<keyword::on>()?.span)
        } else if input.peek(keyword::off) && !input.peek2(Token![::]) {
            Self::Off(Some(input.parse::<keyword::off>()?.span))
        } else if input.peek(Lit) || input.peek(Token![-]) {
            let Raw { parsed, tokens } = Raw::<Lit>::parse_with(input, number_or_other)?;
            match parsed {
                Lit::Str(text) => Self::Text(checked(text)?),
                Lit::Bool(_) => return Err(Error::new_spanned(tokens, ON_OR_OFF)),
                number if is_float(&number) => Self::Float(Raw { parsed: float(&number)?, tokens }, Limits::default()),
                number @ Lit::Int(_) => Self::Integer(Raw { parsed: integer(&number)?, tokens }, Limits::default()),
                _ => return Err(Error::new_spanned(tokens, EXPECTED)),
            }
        } else {
            let path = Path::parse_mod_style(input).map_err(|error| Error::new(error.span(), EXPECTED))?;
            let word = path.get_ident().map(Ident::to_string).unwrap_or_default();
            if ["yes", "enabled", "no", "disabled"].contains(&word.as_str()) {
                return Err(Error::new_spanned(path, ON_OR_OFF));
            }
            Self::Variant(path)
        };
        if input.peek(token::Paren) || input.peek(token::Brace) || input.peek(Token![.]) || input.peek(Token![!]) {
            return Err(input.error("a default is a variant's path or a literal, no other expression"));
        }
        Ok(default)
    }
}

/// Parses a duration.
fn duration(text: &LitStr) -> Result<DurationText> {
    text.value().parse().map_err(|error: crate::InvalidDuration| Error::new_spanned(text, error))
}

const NO_NUMBER: &str = "a range is for numbers: write one as the default, as in `default = 1`, or remove the range";

const ON_OR_OFF: &str = "write `default = on` or `default = off`";

const EXPECTED: &str = "expected a default: `on`, `off`, the path of a variant, a number, or a string in quotes";

/// The value after `range`: `1..=100`, `1..` or `..=100`.
pub(super) struct Range {
    tokens: Raw<()>,
    min: Option<Lit>,
    max: Option<Lit>,
}

impl Parse for Range {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (mut min, mut max) = (None, None);
        let tokens = Raw::parse_with(input, |input| {
            let refuse = |at: &dyn ToTokens| Error::new_spanned(at, "write the range as `1..=100`, `1..` or `..=100`");
            let is_bound = |input: ParseStream<'_>| input.peek(Lit) || input.peek(Token![-]);
            if is_bound(input) {
                min = Some(number_or_other(input)?);
            }
            if let Some(dots) = input.parse::<Option<Token![..=]>>()? {
                max = Some(number_or_other(input).map_err(|_| refuse(&dots))?);
                return Ok(());
            }
            let dots: Token![..] = input.parse().map_err(|error| min.as_ref().map_or(error, |min| refuse(min)))?;
            if is_bound(input) {
                return Err(Error::new_spanned(dots, "the range includes its end: write `..=`"));
            }
            if min.is_some() { Ok(()) } else { Err(refuse(&dots)) }
        })?;
        Ok(Self { tokens, min, max })
    }
}

impl ToTokens for Range {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

impl Range {
    /// Returns whether the bounds are strings, which are durations.
    fn is_of_texts(&self) -> bool {
        self.min.iter().chain(&self.max).any(|bound| matches!(bound, Lit::Str(_)))
    }

    fn limits<T: FromStr + PartialOrd + Display>(
        &self,
        number: &Raw<T>,
        bound: impl Fn(&Lit) -> Result<T>,
    ) -> Result<Limits<T>> {
        let limits =
            Limits { min: self.min.as_ref().map(&bound).transpose()?, max: self.max.as_ref().map(&bound).transpose()? };
        if let (Some(min), Some(max)) = (&limits.min, &limits.max)
            && min > max
        {
            return Err(Error::new_spanned(self, format!("no number is in this range: {min} is above {max}")));
        }
        if !limits.contain(&number.parsed) {
            return Err(Error::new_spanned(number, format!("the default is not in the range `{limits}`")));
        }
        Ok(limits)
    }
}

/// Parses a literal, with an optional sign before a number.
fn number_or_other(input: ParseStream<'_>) -> Result<Lit> {
    input.parse().map_err(|error: Error| Error::new(error.span(), EXPECTED))
}

fn is_float(number: &Lit) -> bool {
    match number {
        Lit::Float(_) => true,
        Lit::Int(number) => number.suffix().starts_with('f'),
        _ => false,
    }
}

fn integer(number: &Lit) -> Result<i64> {
    match number {
        Lit::Int(digits) if !is_float(number) => {
            if !INTEGERS.contains(&digits.suffix()) {
                check_suffix(digits, digits.suffix(), "i64")?;
            }
            digits
                .base10_parse()
                .map_err(|_: Error| Error::new_spanned(digits, "the number does not fit into an `i64`"))
        }
        other => Err(Error::new_spanned(
            other,
            "the default is an integer, so the bounds of its range must be \
        integers",
        )),
    }
}

/// The integer types of toggles.
pub const INTEGERS: [&str; 10] = ["i64", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "isize"];

/// Returns the range that a toggle of this integer type has on every target.
pub fn integers_of(ty: &str) -> Option<RangeInclusive<i64>> {
    Some(match ty {
        "i64" | "isize" => i64::MIN..=i64::MAX,
        "u64" | "usize" => 0..=i64::MAX,
        "i32" => i32::MIN.into()..=i32::MAX.into(),
        "u32" => 0..=u32::MAX.into(),
        "i16" => i16::MIN.into()..=i16::MAX.into(),
        "u16" => 0..=u16::MAX.into(),
        "i8" => i8::MIN.into()..=i8::MAX.into(),
        "u8" => 0..=u8::MAX.into(),
        _ => return None,
    })
}

fn float(number: &Lit) -> Result<f64> {
    let (digits, suffix) = match number {
        Lit::Float(number) => (number.base10_digits(), number.suffix()),
        Lit::Int(digits) if is_float(number) => (digits.base10_digits(), digits.suffix()),
        other => {
            let message = "the default has decimals, so the bounds of its range need decimals, as in `1.0`";
            return Err(Error::new_spanned(other, message));
        }
    };
    check_suffix(number, suffix, "f64")?;
    let parsed: Option<f64> = digits.parse().ok().filter(|number: &f64| number.is_finite());
    parsed.ok_or_else(|| Error::new_spanned(number, "the number does not fit into an `f64`"))
}

fn check_suffix(number: impl ToTokens, suffix: &str, ty: &str) -> Result<()> {
    if suffix.is_empty() || suffix == ty {
        return Ok(());
    }
    Err(Error::new_spanned(number, format!("a toggle's number is an `{ty}`, not `{suffix}`")))
}

/// Checks a string for characters that a record cannot hold.
fn checked(text: LitStr) -> Result<LitStr> {
    if !text.suffix().is_empty() {
        return Err(Error::new_spanned(text, "a string has no suffix"));
    }
    if text.value().contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::new_spanned(
            text,
            "a default string cannot have control characters other than `\\n` and `\\t`",
        ));
    }
    Ok(text)
}
