//! The manifest record: what every toggle point and every declaration leaves in the binary.
//!
//! A record is text, so that a stripped release binary can be asked for its toggles without being run. Each stands in
//! the section [`SECTION_ELF`], [`SECTION_MACHO`] or [`SECTION_PE`], starts with [`MAGIC`] and is a list of fields, each
//! ended by the unit separator (`0x1F`); the record separator (`0x1E`) ends the record:
//!
//! ```text
//! ftoggle␞1␟p␟name␟crate␟version␟module␟item␟file␟line␟column␟polarity␟␞
//! ftoggle␞1␟d␟name␟crate␟version␟module␟item␟file␟line␟column␟default␟kind␟owner␟since␟expires␟description␟type␟␞
//! ```
//!
//! The first field is the version of the format, the second tells a point (`p`) from a declaration (`d`). `item` is the
//! function around a point, or the `static` of a declaration; `polarity` is `+`, or `-` under a `not`. What is not known
//! is empty. Where the build has pinned the toggle, one more field says to what, and where the gated code is guarded or run in the
//! shadow of the old, one after that says `guard`, `shadow` or `guard shadow`; a point that asks for the value says `value`
//! there. The field before it may be empty then. A reader skips fields that it does not know
//! at the end of a record: adding one keeps the version, any other change raises it. There are no timestamps and no paths
//! that the compiler did not print itself.
//!
//! This module holds the one writer, `__record_static!`, which makes one literal of it for the compiler (and
//! [`Record::to_bytes`], for whoever makes records at run time), and the one reader, [`Record::read`].

#[cfg(test)]
mod tests;

use std::{cmp::Ordering, error::Error, fmt};

/// The section's name in ELF files.
pub const SECTION_ELF: &str = "ftoggle";
/// The section's segment, name and attributes in Mach-O files, as `#[link_section]` takes them.
pub const SECTION_MACHO: &str = "__TOGGLE_TEXT,__ftoggle,regular,no_dead_strip";
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

/// Puts a record into its section, as a static of the given name: the tag, what the toggle is pinned to (a constant text,
/// mostly an empty one), its name, the item around it and the other fields. The place is that of the outermost macro call.
///
/// Where all others are literals, the whole record is one, since that costs the compiler least. A name that is a
/// constant, such as that of a declaration, is joined with what stands around it, and so are the default and the type of
/// a toggle with variants, which are written `(default), fields, (type)`.
/// The type of a number whose limits are those of its own type is written in parts: `fields, (word) (least) (most)`.
///
/// The compiler keeps the static in the object file (`#[used]`), and the point that refers to it keeps it in the binary.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_static {
    (
        $bytes:ident = $tag:literal, pin = $pin:expr,
        $name:literal, $item:literal, ($default:expr) $(, $field:literal)*, ($type:expr)
    ) => {
        $crate::__record_joined!($bytes = $pin, [
            $crate::__core::concat!($crate::__record_head!($tag), $name, $crate::__record_place!($item), "\x1f"),
            $default,
            $crate::__core::concat!($("\x1f", $field,)* "\x1f"),
            $type,
            "\x1f",
        ]);
    };
    (
        $bytes:ident = $tag:literal, pin = $pin:expr,
        $name:literal, $item:literal $(, $field:literal)*, $(($type:expr))+
    ) => {
        $crate::__record_joined!($bytes = $pin, [
            $crate::__core::concat!(
                $crate::__record_head!($tag), $name, $crate::__record_place!($item) $(, "\x1f", $field)*, "\x1f"
            ),
            $($type,)+
            "\x1f",
        ]);
    };
    (
        $bytes:ident = $tag:literal, pin = $pin:expr, modes = $modes:literal,
        $name:expr, $item:literal $(, $field:literal)*
    ) => {
        const __TOGGLE_PARTS: &[&$crate::__core::primitive::str] = &[
            $crate::__record_head!($tag),
            $name,
            $crate::__core::concat!($crate::__record_place!($item) $(, "\x1f", $field)*, "\x1f"),
            $pin,
            $crate::__core::concat!("\x1f", $modes, "\x1f\x1e"),
        ];
        $crate::__record_section!(
            static $bytes: [$crate::record::joined_len(__TOGGLE_PARTS)] = $crate::record::join(__TOGGLE_PARTS)
        );
    };
    ($bytes:ident = $tag:literal, pin = $pin:expr, $name:literal, $item:literal $(, $field:expr)*) => {
        const __TOGGLE_TEXT: &$crate::__core::primitive::str = $crate::__core::concat!(
            $crate::__record_head!($tag),
            $name,
            $crate::__record_place!($item)
            $(, "\x1f", $field)*,
            "\x1f\x1e",
        );
        $crate::__record_section!(
            static $bytes: [$crate::record::pinned_len(__TOGGLE_TEXT, $pin)] = $crate::record::pinned(__TOGGLE_TEXT, $pin)
        );
    };
    ($bytes:ident = $tag:literal, pin = $pin:expr, $name:expr, $item:literal $(, $field:expr)*) => {
        $crate::__record_joined!($bytes = $pin, [
            $crate::__record_head!($tag),
            $name,
            $crate::__core::concat!($crate::__record_place!($item) $(, "\x1f", $field)*, "\x1f"),
        ]);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_head {
    ($tag:literal) => {
        $crate::__core::concat!("ftoggle\x1e1\x1f", $tag, "\x1f")
    };
}

/// The fields from the name to the place, with the separators before them.
#[doc(hidden)]
#[macro_export]
macro_rules! __record_place {
    ($item:literal) => {
        $crate::__core::concat!(
            "\x1f",
            $crate::__core::env!("CARGO_PKG_NAME", "toggles are listed by package: set CARGO_PKG_NAME, as cargo does"),
            "\x1f",
            $crate::__core::env!(
                "CARGO_PKG_VERSION",
                "toggles are listed by package: set CARGO_PKG_VERSION, as cargo does"
            ),
            "\x1f",
            $crate::__core::module_path!(),
            "\x1f",
            $item,
            "\x1f",
            $crate::__core::file!(),
            "\x1f",
            $crate::__core::line!(),
            "\x1f",
            $crate::__core::column!(),
        )
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_joined {
    ($bytes:ident = $pin:expr, [$($part:expr),* $(,)?]) => {
        const __TOGGLE_PARTS: &[&$crate::__core::primitive::str] =
            &[$($part,)* $pin, if $pin.is_empty() { "\x1e" } else { "\x1f\x1e" }];
        $crate::__record_section!(
            static $bytes: [$crate::record::joined_len(__TOGGLE_PARTS)] = $crate::record::join(__TOGGLE_PARTS)
        );
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_section {
    (static $bytes:ident: [$len:expr] = $value:expr) => {
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__TOGGLE_TEXT,__ftoggle,regular,no_dead_strip"))]
        #[cfg_attr(windows, unsafe(link_section = ".ftoggle"))]
        #[cfg_attr(not(any(target_vendor = "apple", windows)), unsafe(link_section = "ftoggle"))]
        #[used]
        static $bytes: [$crate::__core::primitive::u8; $len] = $value;
    };
}

/// How many bytes a record has, with what the toggle is pinned to.
#[doc(hidden)]
pub const fn pinned_len(record: &str, pin: &str) -> usize {
    if pin.is_empty() { record.len() } else { record.len() + pin.len() + 1 }
}

/// The bytes of a record, with what the toggle is pinned to.
#[doc(hidden)]
pub const fn pinned<const N: usize>(record: &str, pin: &str) -> [u8; N] {
    if pin.is_empty() {
        // Most records, and the least work for the compiler.
        return match record.as_bytes().first_chunk::<N>() {
            Some(bytes) => *bytes,
            None => panic!("N is the length of the record"),
        };
    }
    let (fields, end) = record.split_at(record.len() - 1);
    join(&[fields, pin, "\x1f", end])
}

/// How many bytes texts have together.
#[doc(hidden)]
pub const fn joined_len(mut texts: &[&str]) -> usize {
    let mut len = 0;
    while let [text, others @ ..] = texts {
        len += text.len();
        texts = others;
    }
    len
}

/// The bytes of texts, one after the other.
#[doc(hidden)]
pub const fn join<const N: usize>(mut texts: &[&str]) -> [u8; N] {
    let mut joined = [0; N];
    let mut rest: &mut [u8] = &mut joined;
    while let [text, others @ ..] = texts {
        let (part, after) = rest.split_at_mut(text.len());
        part.copy_from_slice(text.as_bytes());
        (texts, rest) = (others, after);
    }
    joined
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
    /// What the build has pinned the toggle to, here; empty where it has not.
    pub pin: &'a str,
    /// What is done with the gated code beside running it.
    pub modes: Modes,
}

/// What is done with gated code beside running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// What becomes of it can be counted, so that the toggle is switched off if too much of it fails.
    pub guard: bool,
    /// It can be run beside the old code and compared with that.
    pub shadow: bool,
    /// No code is gated: the point asks for the toggle's value.
    pub value: bool,
}

impl Modes {
    const fn as_str(self) -> &'static str {
        match (self.guard, self.shadow, self.value) {
            (false, false, false) => "",
            (true, false, false) => "guard",
            (false, true, false) => "shadow",
            (true, true, false) => "guard shadow",
            // What asks for a value gates nothing, so there is nothing to guard or compare.
            (_, _, true) => "value",
        }
    }

    /// What a later version has added is passed over.
    fn read(text: &str) -> Self {
        let has = |word| text.split(' ').any(|other| other == word);
        Self { guard: has("guard"), shadow: has("shadow"), value: has("value") }
    }
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
    /// `on`, `off`, or what a toggle of another type is by default.
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
    /// The [type](crate::Type) of its states.
    pub ty: &'a str,
}

impl<'a> Record<'a> {
    /// A record of a toggle that is not pinned, and of code that is just run.
    pub const fn new(name: &'a str, place: Place<'a>, body: Body<'a>) -> Self {
        Self { name, place, body, pin: "", modes: Modes { guard: false, shadow: false, value: false } }
    }

    /// The order in which the records of one toggle are listed, which does not depend on the linker: declarations first,
    /// then by package and place. The first declaration is the one that counts.
    pub fn by_place(&self, other: &Self) -> Ordering {
        let key = |record: &Self| {
            let Place { package, file, line, column, item, .. } = record.place;
            (matches!(record.body, Body::Point { .. }), package, file, line, column, item)
        };
        key(self).cmp(&key(other))
    }

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

    /// Reads the name of the record at the start of `bytes`, and whether it is a declaration; no more, so that many can
    /// be told apart in little time.
    ///
    /// # Errors
    ///
    /// Says why no record starts there. The rest may still be malformed.
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

    /// Whether the record of a point, which is all of `bytes`, says no more than most: that nothing is pinned, and what is gated is
    /// just run. Told in little time.
    pub fn is_plain_point(bytes: &[u8]) -> bool {
        matches!(bytes, [.., UNIT, b'+' | b'-', UNIT, END])
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
                // A record of an earlier release ends here.
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
