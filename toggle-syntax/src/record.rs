//! The manifest record: what every toggle point and every declaration leaves in the binary.
//!
//! A record is text, so that a stripped release binary can be asked for its toggles without being run. Each stands in
//! the section [`SECTION_ELF`], [`SECTION_MACHO`] or [`SECTION_PE`], starts with [`MAGIC`] and is a list of fields, each
//! ended by the unit separator (`0x1F`); the record separator (`0x1E`) ends the record:
//!
//! ```text
//! ftoggle␞1␟p␟name␟crate␟version␟module␟item␟file␟line␟column␟polarity␟␞
//! ftoggle␞1␟d␟name␟crate␟version␟module␟item␟file␟line␟column␟default␟kind␟owner␟since␟expires␟description␟␞
//! ```
//!
//! The first field is the version of the format, the second tells a point (`p`) from a declaration (`d`). `item` is the
//! function around a point, or the `static` of a declaration; `polarity` is `+`, or `-` under a `not`. What is not known
//! is empty. A reader skips fields that it does not know at the end of a record: adding one keeps the version, any other
//! change raises it. There are no timestamps and no paths that the compiler did not print itself.
//!
//! This module holds the one writer, [`Record::write`], which runs in the compiler (or at run time, as
//! [`Record::to_bytes`]), and the one reader, [`Record::read`].

use std::{error::Error, fmt};

/// The section's name in ELF files.
pub const SECTION_ELF: &str = "ftoggle";
/// The section's segment, name and attributes in Mach-O files, as `#[link_section]` takes them.
pub const SECTION_MACHO: &str = "__TEXT,__ftoggle,regular,no_dead_strip";
/// The section's name in PE files.
pub const SECTION_PE: &str = ".ftoggle";

/// What every record starts with.
pub const MAGIC: &str = "ftoggle\x1e";
/// The version of the format that this module writes and reads.
pub const VERSION: &str = "1";

const UNIT: u8 = 0x1f;
const END: u8 = 0x1e;
const POINT: &str = "p";
const DECLARATION: &str = "d";

/// Puts a [`Record`](crate::record::Record) into its section, as a static of the given name.
///
/// The compiler keeps the static in the object file (`#[used]`), and the point that refers to it keeps it in the binary.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_static {
    ($name:ident = $record:expr) => {
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__TEXT,__ftoggle,regular,no_dead_strip"))]
        #[cfg_attr(windows, unsafe(link_section = ".ftoggle"))]
        #[cfg_attr(not(any(target_vendor = "apple", windows)), unsafe(link_section = "ftoggle"))]
        #[used]
        static $name: [u8; $record.encoded_len()] = $record.write();
    };
}

/// One record, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The toggle's name.
    pub name: &'a str,
    /// Where in the source the record comes from.
    pub place: Place<'a>,
    /// What it says.
    pub body: Body<'a>,
}

/// A place in source code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// The package's name, empty where the code was not built by cargo.
    pub package: &'a str,
    /// The package's version.
    pub version: &'a str,
    /// The module's path, which starts with the crate's name.
    pub module: &'a str,
    /// The function around a point, or the `static` of a declaration; empty where it is not known.
    pub item: &'a str,
    /// The file, as the compiler prints it.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// What a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// Code asks the toggle here.
    Point {
        /// Whether it asks for the toggle to be on or, under a `not`, off.
        polarity: Polarity,
    },
    /// The toggle is declared here.
    Declaration(Declaration<'a>),
}

/// Which answer a point is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// The gated code runs while the toggle is on.
    Positive,
    /// The toggle stands under a `not`: the gated code runs while it is off.
    Negative,
}

impl Polarity {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "+",
            Self::Negative => "-",
        }
    }
}

/// What a declaration says of its toggle, each as it was written and empty where it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Declaration<'a> {
    /// `on` or `off`.
    pub default: &'a str,
    /// The [kind](crate::Kind).
    pub kind: &'a str,
    /// Who answers for the toggle.
    pub owner: &'a str,
    /// The [date](crate::Date) from which it exists.
    pub since: &'a str,
    /// The [date](crate::Date) by which it should be gone.
    pub expires: &'a str,
    /// The doc comment.
    pub description: &'a str,
}

impl<'a> Record<'a> {
    /// The record's length in bytes, as [`write`](Self::write) needs it.
    pub const fn encoded_len(&self) -> usize {
        let mut digits = [0; 20];
        let (fields, count) = self.fields(&mut digits);
        let mut len = MAGIC.len() + 1;
        let mut at = 0;
        while at < count {
            len += fields[at].len() + 1;
            at += 1;
        }
        len
    }

    /// Writes the record, in a `const` context: `N` is its [`encoded_len`](Self::encoded_len).
    ///
    /// A separator inside a field would end it early; none of the fields can hold one but the description, from which the
    /// macros take control characters out.
    ///
    /// # Panics
    ///
    /// Panics, which is a compile error here, if `N` is another length.
    pub const fn write<const N: usize>(&self) -> [u8; N] {
        let mut digits = [0; 20];
        let (fields, count) = self.fields(&mut digits);
        let mut out = [END; N];
        let (magic, mut rest) = out.split_at_mut(MAGIC.len());
        magic.copy_from_slice(MAGIC.as_bytes());
        let mut at = 0;
        while at < count {
            let (field, tail) = rest.split_at_mut(fields[at].len());
            field.copy_from_slice(fields[at].as_bytes());
            let Some((separator, tail)) = tail.split_first_mut() else { panic!("the record is longer than N") };
            *separator = UNIT;
            rest = tail;
            at += 1;
        }
        assert!(rest.len() == 1, "the record is shorter than N");
        out
    }

    /// Writes the record at run time.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut digits = [0; 20];
        let (fields, count) = self.fields(&mut digits);
        let mut bytes = MAGIC.as_bytes().to_vec();
        for field in &fields[..count] {
            bytes.extend_from_slice(field.as_bytes());
            bytes.push(UNIT);
        }
        bytes.push(END);
        bytes
    }

    /// The fields in the order in which they are written, and how many there are.
    const fn fields<'f>(&self, digits: &'f mut [u8; 20]) -> ([&'f str; 16], usize)
    where
        'a: 'f,
    {
        let (line, column) = digits.split_at_mut(10);
        let Place { package, version, module, item, file, .. } = self.place;
        let line = decimal(self.place.line, line);
        let column = decimal(self.place.column, column);
        let mut fields =
            [VERSION, POINT, self.name, package, version, module, item, file, line, column, "", "", "", "", "", ""];
        match self.body {
            Body::Point { polarity } => {
                fields[10] = polarity.as_str();
                (fields, 11)
            }
            Body::Declaration(Declaration { default, kind, owner, since, expires, description }) => {
                fields[1] = DECLARATION;
                fields[10] = default;
                fields[11] = kind;
                fields[12] = owner;
                fields[13] = since;
                fields[14] = expires;
                fields[15] = description;
                (fields, 16)
            }
        }
    }

    /// Reads the record at the start of `bytes`; gives it and its length.
    ///
    /// # Errors
    ///
    /// Says why no record stands there. Nothing is read past the record, and no input makes it panic.
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
            }),
            _ => return Err(Malformed::Fields),
        };
        crate::name::check(name).map_err(|_| Malformed::Name)?;
        Ok((Self { name, place, body }, MAGIC.len() + len + 1))
    }
}

/// Writes `number` to the end of `digits` and gives the part that it fills.
const fn decimal(number: u32, digits: &mut [u8]) -> &str {
    let mut rest = number;
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    match std::str::from_utf8(digits.split_at(start).1) {
        Ok(text) => text,
        Err(_) => unreachable!(),
    }
}

/// Why bytes are not a [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// They do not start with [`MAGIC`].
    Magic,
    /// They stop before the record does.
    Unended,
    /// They are not UTF-8.
    Text,
    /// The record is of a version that this reader does not know.
    Version,
    /// A field is missing or is not what it should be.
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

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place {
        package: "shop",
        version: "1.2.3",
        module: "shop::checkout",
        item: "pay",
        file: r"src\checkout.rs",
        line: 4_294_967_295,
        column: 1,
    };
    const POINT: Record<'_> =
        Record { name: "new-checkout", place: PLACE, body: Body::Point { polarity: Polarity::Negative } };
    const DECLARATION: Record<'_> = Record {
        name: "new-checkout",
        place: PLACE,
        body: Body::Declaration(Declaration {
            default: "on",
            kind: "release",
            owner: "payments",
            since: "2026-11-23",
            expires: "",
            description: "The rewritten flow.\n\nÜber alles.",
        }),
    };
    // In a `const`, as the macros do it.
    const POINT_BYTES: [u8; POINT.encoded_len()] = POINT.write();
    const DECLARATION_BYTES: [u8; DECLARATION.encoded_len()] = DECLARATION.write();

    #[test]
    fn the_format_is_what_the_documentation_says() {
        let text = "ftoggle␞1␟p␟new-checkout␟shop␟1.2.3␟shop::checkout␟pay␟src\\checkout.rs␟4294967295␟1␟-␟␞";
        assert_eq!(POINT_BYTES, text.replace('␟', "\x1f").replace('␞', "\x1e").as_bytes());
    }

    #[test]
    fn both_ways_to_write_give_the_same() {
        assert_eq!(POINT.to_bytes(), POINT_BYTES);
        assert_eq!(DECLARATION.to_bytes(), DECLARATION_BYTES);
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Record::read(&POINT_BYTES), Ok((POINT, POINT_BYTES.len())));
        assert_eq!(Record::read(&DECLARATION_BYTES), Ok((DECLARATION, DECLARATION_BYTES.len())));
    }

    #[test]
    fn what_follows_a_record_is_left_alone() {
        let two = [&POINT_BYTES[..], &DECLARATION_BYTES[..]].concat();
        let (first, len) = Record::read(&two).expect("the first record");
        assert_eq!(first, POINT);
        assert_eq!(Record::read(&two[len..]), Ok((DECLARATION, DECLARATION_BYTES.len())));
    }

    #[test]
    fn a_field_of_a_later_release_is_skipped() {
        let mut longer = POINT_BYTES.to_vec();
        longer.splice(longer.len() - 1.., *b"more\x1f\x1e");
        assert_eq!(Record::read(&longer), Ok((POINT, longer.len())));
    }

    #[test]
    fn every_cut_is_an_error() {
        for bytes in [&POINT_BYTES[..], &DECLARATION_BYTES[..]] {
            for len in 0..bytes.len() {
                assert!(Record::read(&bytes[..len]).is_err(), "{len} bytes");
            }
        }
    }

    #[test]
    fn every_changed_byte_is_read_or_refused_without_a_panic() {
        for at in 0..DECLARATION_BYTES.len() {
            for byte in [0, UNIT, END, b'x', 0x80, 0xff] {
                let mut bytes = DECLARATION_BYTES;
                bytes[at] = byte;
                if let Ok((record, _)) = Record::read(&bytes) {
                    assert_eq!(crate::name::check(record.name), Ok(()));
                }
            }
        }
    }

    #[test]
    fn another_version_is_told_from_garbage() {
        assert_eq!(Record::read(b"ftoggle\x1e2\x1fp\x1f\x1e"), Err(Malformed::Version));
        assert_eq!(Record::read(b"not a record"), Err(Malformed::Magic));
        assert_eq!(Record::read(b"ftoggle\x1e1\x1fq\x1fa\x1f\x1e"), Err(Malformed::Fields));
    }
}
