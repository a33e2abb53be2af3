//! The data of a record.

use std::cmp::Ordering;

/// One record, for reading and writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The name of the toggle.
    pub name: &'a str,
    /// The place in the source.
    pub place: Place<'a>,
    /// The content.
    pub body: Body<'a>,
    /// The state that the build pins the toggle to at this place, or an empty string.
    pub pin: &'a str,
    /// The modes of the gated code.
    pub modes: Modes,
}

/// The modes of gated code besides plain execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// Whether the outcomes may be counted, so that the guard trips after too many failures.
    pub guard: bool,
    /// Whether the gated code may run next to the old code, and be compared with it.
    pub shadow: bool,
    /// Whether the point reads the toggle's value and gates no code.
    pub value: bool,
}

impl Modes {
    pub(super) const fn as_str(self) -> &'static str {
        match (self.guard, self.shadow, self.value) {
            (false, false, false) => "",
            (true, false, false) => "guard",
            (false, true, false) => "shadow",
            (true, true, false) => "guard shadow",
            // A point that reads a value gates nothing, so there is nothing to guard or compare.
            (_, _, true) => "value",
        }
    }

    /// Parses the modes, and ignores words that a later version has added.
    pub(super) fn read(text: &str) -> Self {
        let has = |word| text.split(' ').any(|other| other == word);
        Self { guard: has("guard"), shadow: has("shadow"), value: has("value") }
    }
}

/// A place in source code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// The package name, empty if cargo did not build the code.
    pub package: &'a str,
    /// The package version.
    pub version: &'a str,
    /// The module path, which starts with the crate name.
    pub module: &'a str,
    /// The function around a point, or the `static` of a declaration. Empty if it is unknown.
    pub item: &'a str,
    /// The file, as the compiler prints it.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// The content of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// A toggle point.
    Point {
        /// Whether the gated code needs the toggle on or, under a `not`, off.
        polarity: Polarity,
    },
    /// A declaration.
    Declaration(Declaration<'a>),
}

/// The value of the toggle for which the gated code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// The gated code runs while the toggle is on.
    Positive,
    /// The toggle is under a `not`: the gated code runs while it is off.
    Negative,
}

impl Polarity {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "+",
            Self::Negative => "-",
        }
    }
}

/// The content of a declaration. Each field is as written, and empty if it is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Declaration<'a> {
    /// `on`, `off`, or the default of another type.
    pub default: &'a str,
    /// The [kind](crate::Kind).
    pub kind: &'a str,
    /// The team or person that is responsible for the toggle.
    pub owner: &'a str,
    /// The [date](crate::Date) from which the toggle exists.
    pub since: &'a str,
    /// The [date](crate::Date) by which the toggle should be removed.
    pub expires: &'a str,
    /// The doc comment.
    pub description: &'a str,
    /// The [type](crate::Type) of its states.
    pub ty: &'a str,
}

impl<'a> Record<'a> {
    /// Returns the record of a toggle that is not pinned, and of code without modes.
    pub const fn new(name: &'a str, place: Place<'a>, body: Body<'a>) -> Self {
        Self { name, place, body, pin: "", modes: Modes { guard: false, shadow: false, value: false } }
    }

    /// Compares the records of one toggle for listing, independently of the linker: declarations first, then by package
    /// and place. The first declaration is the effective one.
    pub fn by_place(&self, other: &Self) -> Ordering {
        let key = |record: &Self| {
            let Place { package, file, line, column, item, .. } = record.place;
            (matches!(record.body, Body::Point { .. }), package, file, line, column, item)
        };
        key(self).cmp(&key(other))
    }
}
