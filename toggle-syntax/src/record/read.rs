//! Reading and writing of records at run time.

use std::{error::Error, fmt};

use super::{
    DECLARATION, END, MAGIC, POINT, UNIT, VERSION,
    data::{Body, Declaration, Modes, Place, Polarity, Record},
};

impl<'a> Record<'a> {
    /// Writes the record.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Place { package, version, module, item, file, line, column } = self.place;
        let (line, column) = (line.to_string(), column.to_string());
        let (tag, rest) = match &self.body {
            Body::Point { polarity } => (POINT, vec![polarity.as_str()]),
            Body::Declaration(Declaration { default, kind, owner, since, expires, description, ty }) => {
                (DECLARATION, vec![*default, *kind, *owner, *since, *expires, *description, *ty])
            }
        };
        let place = [package, version, module, item, file, &line, &column];
        let mut bytes = MAGIC.as_bytes().to_vec();
        let modes = self.modes.as_str();
        let last: &[&str] = match (self.pin, modes) {
            ("", "") => &[],
            (pin, "") => &[pin],
            (pin, modes) => &[pin, modes],
        };
        for field in [VERSION, tag, self.name].iter().chain(&place).chain(&rest).chain(last) {
            bytes.extend_from_slice(field.as_bytes());
            bytes.push(UNIT);
        }
        bytes.push(END);
        bytes
    }

    /// Reads only the name of the record at the start of `bytes`, and whether it is a declaration. It is a fast path
    /// for classifying many records.
    ///
    /// # Errors
    ///
    /// If no record starts there. The rest of the record may still be malformed.
    pub fn read_head(bytes: &'a [u8]) -> Result<(&'a str, bool), Malformed> {
        let rest = bytes.strip_prefix(MAGIC.as_bytes()).ok_or(Malformed::Magic)?;
        let mut fields = rest.split(|&byte| byte == UNIT);
        let mut field = || fields.next().and_then(|field| std::str::from_utf8(field).ok()).ok_or(Malformed::Fields);
        if field()? != VERSION {
            return Err(Malformed::Version);
        }
        let is_declaration = field()? == DECLARATION;
        Ok((field()?, is_declaration))
    }

    /// Returns whether the record of a point, given by all of `bytes`, has neither a pin nor a mode. It is a fast path.
    pub fn is_plain_point(bytes: &[u8]) -> bool {
        matches!(bytes, [.., UNIT, b'+' | b'-', UNIT, END])
    }

    /// Reads the record at the start of `bytes`, and returns it with its length.
    ///
    /// # Errors
    ///
    /// If no valid record starts there. The function reads nothing past the record, and no input makes it panic.
    pub fn read(bytes: &'a [u8]) -> Result<(Self, usize), Malformed> {
        let rest = bytes.strip_prefix(MAGIC.as_bytes()).ok_or(Malformed::Magic)?;
        let len = rest.iter().position(|&byte| byte == END).ok_or(Malformed::Unended)?;
        let text = std::str::from_utf8(&rest[..len]).map_err(|_| Malformed::Text)?;
        let mut fields = text.split_inclusive(char::from(UNIT)).map(|field| field.strip_suffix(char::from(UNIT)));
        let mut field = || fields.next().flatten().ok_or(Malformed::Fields);
        if field()? != VERSION {
            return Err(Malformed::Version);
        }
        let tag = field()?;
        let name = field()?;
        let place = Place {
            package: field()?,
            version: field()?,
            module: field()?,
            item: field()?,
            file: field()?,
            line: field()?.parse().map_err(|_| Malformed::Fields)?,
            column: field()?.parse().map_err(|_| Malformed::Fields)?,
        };
        let body = match tag {
            POINT => Body::Point {
                polarity: match field()? {
                    "+" => Polarity::Positive,
                    "-" => Polarity::Negative,
                    _ => return Err(Malformed::Fields),
                },
            },
            DECLARATION => Body::Declaration(Declaration {
                default: field()?,
                kind: field()?,
                owner: field()?,
                since: field()?,
                expires: field()?,
                description: field()?,
                // A record of an earlier release has no type.
                ty: field().unwrap_or_default(),
            }),
            _ => return Err(Malformed::Fields),
        };
        crate::name::check(name).map_err(|_| Malformed::Name)?;
        let pin = field().unwrap_or_default();
        let modes = Modes::read(field().unwrap_or_default());
        Ok((Self { name, place, body, pin, modes }, MAGIC.len() + len + 1))
    }
}

/// The reason why bytes are no [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// The bytes do not start with [`MAGIC`].
    Magic,
    /// The bytes end before the record does.
    Unended,
    /// The bytes are not UTF-8.
    Text,
    /// The record has a format version that this reader does not know.
    Version,
    /// A field is missing or invalid.
    Fields,
    /// The toggle's name breaks the [rules](crate::name::check).
    Name,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Magic => "no toggle record starts here",
            Self::Unended => "the toggle record is cut off",
            Self::Text => "the toggle record is not UTF-8",
            Self::Version => "the toggle record is of another version of the framework",
            Self::Fields => "the toggle record has a missing or malformed field",
            Self::Name => "the toggle record's name is not a toggle name",
        })
    }
}

impl Error for Malformed {}
