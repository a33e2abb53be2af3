//! A record as data.

use std::cmp::Ordering;

/// One record, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// The toggle's name.
    pub name: &'a str,
    /// The place in the source that the record comes from.
    pub place: Place<'a>,
    /// The content.
    pub body: Body<'a>,
    /// The state that the build has pinned the toggle to, here; empty where it has not.
    pub pin: &'a str,
    /// The things that are done with the gated code beside running it.
    pub modes: Modes,
}

/// The things that are done with gated code beside running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// Whether its outcomes can be counted, so that the toggle is switched off if too many calls fail.
    pub guard: bool,
    /// It can be run beside the old code and compared with that.
    pub shadow: bool,
    /// No code is gated: the point asks for the toggle's value.
    pub value: bool,
}

impl Modes {
    pub(super) const fn as_str(self) -> &'static str {
        match (self.guard, self.shadow, self.value) {
            (false, false, false) => "",
            (true, false, false) => "guard",
            (false, true, false) => "shadow",
            (true, true, false) => "guard shadow",
            // A check for a value gates nothing, so there is nothing to guard or compare.
            (_, _, true) => "value",
        }
    }

    /// Fields that a later version has added are passed over.
    pub(super) fn read(text: &str) -> Self {
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

/// The content of a record.
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

/// The answer that a point is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// The gated code runs while the toggle is on.
    Positive,
    /// The toggle stands under a `not`: the gated code runs while it is off.
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

/// The words of a declaration about its toggle, each as it was written and empty where it was not.
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

    /// The order in which the records of one toggle are listed, which does not depend on the linker: declarations
    /// first, then by package and place. The first declaration is the one that counts.
    pub fn by_place(&self, other: &Self) -> Ordering {
        let key = |record: &Self| {
            let Place { package, file, line, column, item, .. } = record.place;
            (matches!(record.body, Body::Point { .. }), package, file, line, column, item)
        };
        key(self).cmp(&key(other))
    }
}
