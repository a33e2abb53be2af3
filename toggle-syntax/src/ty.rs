//! The types of toggles, and how a record writes them.

use std::{error::Error, fmt, str::FromStr};

use crate::DurationText;

/// The type of a toggle's states, derived from `Toggle<T>` in its declaration.
///
/// The string form is one line, for a [record](crate::record): `variants bm25 neural`, `integer`, `integer 1..=100`,
/// `float 0..`, `duration 10ms..`, `text`, `structure`, and the empty string for a toggle that is on or off.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
#[non_exhaustive]
pub enum Type {
    /// On or off.
    #[default]
    OnOff,
    /// One of these variants, in the order of the enum.
    Variants(Vec<String>),
    /// An integer. A type that is narrower than `i64` has limits.
    Integer(Limits<i64>),
    /// A float.
    Float(Limits<f64>),
    /// A duration, written as a string with its unit.
    Duration(Limits<DurationText>),
    /// A string.
    Text,
    /// A type of the program, written as a table. Only the program knows its fields.
    Structure,
    /// Any type, for a toggle of which only the name is known. Only the tool uses it, and no declaration.
    Any,
}

/// Holds because a limit is a number and never NaN, so that it equals itself.
impl Eq for Type {}

/// The inclusive limits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits<T> {
    /// The least value.
    pub min: Option<T>,
    /// The greatest value.
    pub max: Option<T>,
}

impl<T: PartialOrd> Limits<T> {
    /// Returns whether the number is within the limits.
    pub fn contain(&self, number: &T) -> bool {
        self.min.as_ref().is_none_or(|min| min <= number) && self.max.as_ref().is_none_or(|max| number <= max)
    }

    /// Returns whether there is a limit.
    pub fn are_some(&self) -> bool {
        self.min.is_some() || self.max.is_some()
    }
}

impl<T: fmt::Display> fmt::Display for Limits<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.min.as_ref().map_or(Ok(()), |min| min.fmt(f))?;
        f.write_str("..")?;
        self.max.as_ref().map_or(Ok(()), |max| write!(f, "={max}"))
    }
}

impl<T: FromStr + PartialOrd> FromStr for Limits<T> {
    type Err = InvalidType;

    fn from_str(text: &str) -> Result<Self, InvalidType> {
        let (min, max) = text.split_once("..").ok_or(InvalidType)?;
        let bound = |text: &str| match text {
            "" => Ok(None),
            text => text.parse::<T>().map(Some).map_err(|_| InvalidType),
        };
        let max = if max.is_empty() { max } else { max.strip_prefix('=').ok_or(InvalidType)? };
        let (min, max) = (bound(min)?, bound(max)?);
        // NaN does not equal itself, so this comparison refuses it as well.
        let (lowest, highest) = (min.as_ref().or(max.as_ref()), max.as_ref().or(min.as_ref()));
        if lowest <= highest { Ok(Self { min, max }) } else { Err(InvalidType) }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limited = |f: &mut fmt::Formatter<'_>, word: &str, limits: Option<&dyn fmt::Display>| {
            f.write_str(word)?;
            limits.map_or(Ok(()), |limits| write!(f, " {limits}"))
        };
        match self {
            Self::OnOff => Ok(()),
            Self::Variants(names) => write!(f, "variants {}", names.join(" ")),
            Self::Integer(limits) => limited(f, "integer", limits.are_some().then_some(limits)),
            Self::Float(limits) => limited(f, "float", limits.are_some().then_some(limits)),
            Self::Duration(limits) => limited(f, "duration", limits.are_some().then_some(limits)),
            Self::Text => f.write_str("text"),
            Self::Structure => f.write_str("structure"),
            Self::Any => f.write_str("any"),
        }
    }
}

impl FromStr for Type {
    type Err = InvalidType;

    fn from_str(text: &str) -> Result<Self, InvalidType> {
        let (word, rest) = text.split_once(' ').map_or((text, None), |(word, rest)| (word, Some(rest)));
        Ok(match (word, rest) {
            ("", None) => Self::OnOff,
            ("text", None) => Self::Text,
            ("structure", None) => Self::Structure,
            ("any", None) => Self::Any,
            ("integer", None) => Self::Integer(Limits::default()),
            ("integer", Some(limits)) => Self::Integer(limits.parse()?),
            ("float", None) => Self::Float(Limits::default()),
            ("float", Some(limits)) => Self::Float(limits.parse()?),
            ("duration", None) => Self::Duration(Limits::default()),
            ("duration", Some(limits)) => Self::Duration(limits.parse()?),
            ("variants", Some(names)) => {
                let names: Vec<String> = names.split(' ').map(str::to_owned).collect();
                if names.iter().any(|name| crate::name::check(name).is_err()) {
                    return Err(InvalidType);
                }
                Self::Variants(names)
            }
            _ => return Err(InvalidType),
        })
    }
}

impl From<Type> for String {
    fn from(ty: Type) -> Self {
        ty.to_string()
    }
}

impl TryFrom<String> for Type {
    type Error = InvalidType;

    fn try_from(text: String) -> Result<Self, InvalidType> {
        text.parse()
    }
}

/// The error of a string that is no [`Type`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidType;

impl fmt::Display for InvalidType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the type of a toggle is written as in `variants a b`, `integer 1..=100`, `float`, `duration`, `text` or \
             `structure`",
        )
    }
}

impl Error for InvalidType {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_reads_as_it_is_written() {
        for text in [
            "",
            "text",
            "structure",
            "integer",
            "integer 1..=100",
            "integer -5..",
            "integer ..=0",
            "float",
            "float 0.5..=1",
            "duration",
            "duration 10ms..=1h",
            "duration ..=90s",
            "variants bm25 neural",
        ] {
            assert_eq!(text.parse::<Type>().map(|ty| ty.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in [
            " ",
            "bool",
            "text x",
            "structure x",
            "integer 1",
            "integer 1..100",
            "integer 2..=1",
            "integer a..",
            "float ..=NaN",
            "duration 10..",
            "duration 2s..=1s",
            "variants",
            "variants ",
            "variants a  b",
            "variants 1",
        ] {
            assert_eq!(text.parse::<Type>(), Err(InvalidType), "{text:?}");
        }
    }

    #[test]
    fn limits_include_their_ends() {
        let limits = Limits { min: Some(1), max: Some(3) };
        assert_eq!([0, 1, 3, 4].map(|number| limits.contain(&number)), [false, true, true, false]);
        assert!(Limits::default().contain(&i64::MIN));
    }
}
