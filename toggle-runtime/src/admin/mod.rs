//! The base of `cargo toggle`: the toggles of another program, from the records in its binary, and the states that its
//! sources give them. The module uses the same registry as the program, so that the tool and the program agree. Not
//! for users: it may change in any release, and the tool needs the same version.

mod text;

use std::{
    ffi::OsString,
    fmt,
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use toggle_rules::{DecidedBy, State, Targeting, Value, read};
use toggle_syntax::{keys::Keyword, record::Record};

use crate::{
    base::{clock, regular},
    catalogue::point::Point,
    events::Subscription,
    model::{
        decided::Decided,
        decision::Decision,
        error::Error,
        event::Event,
        problem::{Problem, ProblemPlace},
        status::{Declaration, PointPlace},
        variables,
    },
    registry::{Registry, builder::Builder},
    source::{self, Source},
};

pub use self::text::{Declared, Fault, Names, Section, Sections};
pub use toggle_rules::{LintKind, OperatorValue, OperatorWord};

/// The sections of a file of toggles.
pub const SECTIONS: &[&str] = read::Section::WORDS;
/// The keys of a toggle's table.
pub const TOGGLE_KEYS: &[&str] = toggle_syntax::keys::TOGGLE_KEYS;
/// The keys of a rule.
pub const RULE_KEYS: &[&str] = read::RuleKey::WORDS;
/// The keys of a step of a ramp.
pub const STEP_KEYS: &[&str] = read::StepKey::WORDS;
/// The keys of a budget.
pub const GUARD_KEYS: &[&str] = read::GuardKey::WORDS;
/// The keys of a table with the options of observation.
pub const OBSERVE_KEYS: &[&str] = read::ObserveKey::WORDS;

/// The variable that names the file where none is given in code.
pub const FILE: &str = variables::FILE;
/// The variable that names the environment where none is given in code.
pub const STAGE: &str = variables::STAGE;
/// The variable that gives attributes to the process.
pub const CONTEXT: &str = variables::CONTEXT;
/// The variable that names the directory for the coverage of test runs.
pub const COVERAGE: &str = variables::COVERAGE;
/// The variable that names the person or program that changes toggle files.
pub const ACTOR: &str = variables::ACTOR;
/// The name of the declared default as a source, in decisions.
pub const DEFAULT: &str = crate::model::names::DEFAULT;
/// The largest size of a file of toggles that is read, in bytes.
pub const MAX_LEN: u64 = source::MAX_LEN;

/// Returns the fault, with its byte, of a text that exceeds the limits of a file of toggles: its keys and values take
/// too much memory, or nest too deep.
pub fn too_much(text: &str) -> Option<(usize, String)> {
    read::check_size(text).err().map(|excess| (excess.at, excess.message))
}

/// Returns the fault of a file of toggles of this length, in bytes, if the length exceeds the limit.
pub fn too_long(len: u64) -> Option<String> {
    read::too_long(len)
}

/// Returns the files of a directory of toggles. Later files override earlier ones.
///
/// # Errors
///
/// Returns an error if the directory cannot be read, or has no files or too many.
pub fn files_of_directory(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let names = source::files_of_directory(directory)?;
    Ok(names.into_iter().map(|name| directory.join(name)).collect())
}

/// Opens a regular file. Refuses everything else without blocking on it.
///
/// # Errors
///
/// Returns an error if the file cannot be opened, or is a directory, a pipe, a socket or a device.
pub fn open_regular(path: &Path, options: &OpenOptions) -> io::Result<File> {
    regular::open(path, options)
}

/// Adds a source that may be unreadable when toggles are set up, like an optional file.
pub fn optional_source(builder: Builder, source: impl Source) -> Builder {
    builder.optional_source(source)
}

/// A program other than this one, with its toggles.
pub struct Program(Registry);

impl Program {
    /// Returns the program with the toggles of these records, and with these variables in its environment.
    ///
    /// The records stay in memory until the process ends, like the records of a program itself.
    pub fn new(records: impl IntoIterator<Item = Vec<u8>>, variables: Vec<(OsString, OsString)>) -> Self {
        let points: Vec<Point> = records.into_iter().map(|record| Point::new(record.leak())).collect();
        Self(Registry::new(points.leak(), move || variables.clone()))
    }

    /// Does the same as [`Builder::install`] in that program.
    ///
    /// # Errors
    ///
    /// Returns the error of that call.
    pub fn install(&self, builder: Builder) -> Result<(), Error> {
        self.0.install(builder)
    }

    /// Does the same as [`explain`](crate::explain) in that program.
    pub fn explain(&self, name: &str) -> Decision {
        self.0.explain(name, None, None)
    }

    /// Does the same as [`explain_for`](crate::explain_for) in that program, at this time.
    pub fn explain_at(&self, name: &str, context: &dyn Targeting, at: Timestamp) -> Decision {
        self.0.explain(name, Some(context), Some(at))
    }

    /// Does the same as [`decide`](crate::decide) in that program, at this time.
    pub fn decided_at(&self, name: &str, context: &dyn Targeting, at: Timestamp) -> Decided {
        self.0.decided(name, context, Some(at))
    }

    /// Returns the value of a toggle for a context at a time, and how it was decided. Fast enough for millions of
    /// contexts.
    pub fn decide_at(&self, name: &str, context: &dyn Targeting, at: Timestamp) -> Option<(Value, Way)> {
        let (value, because) = self.0.decide(self.0.find(name).ok()?, context, at)?;
        Some((value, Way(because)))
    }

    /// Returns the name, as in messages, of the file whose entry decides a toggle.
    pub fn file(&self, name: &str) -> Option<String> {
        self.0.file(self.0.find(name).ok()?)
    }

    /// Returns whether a rule of a toggle has no targeting key to hash, for a context at a time.
    pub fn lacks_key(&self, name: &str, context: &dyn Targeting, at: Timestamp) -> bool {
        self.0.find(name).is_ok_and(|toggle| self.0.lacks_key(toggle, context, at))
    }

    /// Returns the rules that decide a toggle, in order.
    pub fn rules(&self, name: &str) -> Vec<Rule> {
        let rules = self.0.find(name).map(|toggle| self.0.rules(toggle)).unwrap_or_default();
        rules.into_iter().map(|(place, is_reached)| Rule { place, is_reached }).collect()
    }

    /// Returns the rules that have no effect on any answer at or after this time, with the reason.
    pub fn lints(&self, at: Timestamp) -> Vec<Lint> {
        let lint = |(toggle, lint, place): (&str, toggle_rules::Lint, _)| Lint {
            toggle: toggle.to_owned(),
            kind: lint.kind,
            place,
            message: lint.message,
        };
        self.0.lints(at).into_iter().map(lint).collect()
    }

    /// Does the same as [`problems`](crate::problems) in that program.
    pub fn problems(&self) -> Vec<Problem> {
        self.0.problems()
    }

    /// Returns those [problems](Self::problems) that only several sources together cause.
    pub fn problems_of_all(&self) -> Vec<Problem> {
        self.0.circles()
    }

    /// Does the same as [`subscribe`](crate::subscribe) in that program.
    pub fn subscribe(&self, call: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
        self.0.subscribe(call)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").finish_non_exhaustive()
    }
}

/// The way to a decision. Two equal ways have the same reason, and the same rule if a rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Way(Option<DecidedBy>);

impl Way {
    /// Returns the number of the rule that decides, from 1, or `None` if no rule decides.
    pub fn rule(self) -> Option<usize> {
        match self.0? {
            DecidedBy::Rule { position, .. } => Some(position + 1),
            DecidedBy::Disabled
            | DecidedBy::Required(_)
            | DecidedBy::Window
            | DecidedBy::Otherwise { .. }
            | DecidedBy::WithoutKey { .. } => None,
        }
    }
}

/// One of the rules that decide a toggle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The place, if a file has the rule.
    pub place: Option<ProblemPlace>,
    /// Whether the rule is reachable: a rule after one that takes everybody is not.
    pub is_reached: bool,
}

/// A rule that has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// The name of the toggle.
    pub toggle: String,
    /// The kind of reason.
    pub kind: LintKind,
    /// The place, if a file has the toggle's entry.
    pub place: Option<ProblemPlace>,
    /// The reason, and the correction.
    pub message: String,
}

/// Returns the value of a variable of a program, if the variable is set and not empty.
pub fn variable(variables: &[(OsString, OsString)], variable: &str) -> Option<OsString> {
    variables::value(variables, variable)
}

/// Returns the declaration of a record, if the record has one.
pub fn declaration(record: &Record<'_>) -> Option<Declaration> {
    Declaration::of(record)
}

/// Returns the place of a toggle point, if the record is that of a point.
pub fn point(record: &Record<'_>) -> Option<PointPlace> {
    PointPlace::of(record)
}

/// Returns the time of the system's clock, clamped to the range of [`Timestamp`].
pub fn now() -> Timestamp {
    clock::now()
}

/// Returns a hash of a text in 16 hexadecimal digits, the same in every version. It withstands accidents, not attacks.
pub fn hash(text: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

/// Returns the event of a toggle whose state has changed.
pub fn changed(toggle: &str, from: State, to: State, source: &str) -> Event {
    Event::Changed { toggle: toggle.to_owned(), from, to, source: source.to_owned(), revision: None }
}

/// Returns the words that sources may use for this value, in either case.
pub fn words(value: &Value) -> &'static [&'static str] {
    value.words()
}

/// Returns the words of all operators.
pub fn operators() -> impl Iterator<Item = OperatorWord> {
    toggle_rules::operator_words()
}

/// Returns the words for the types of declared attributes.
pub fn attribute_types() -> impl Iterator<Item = &'static str> {
    read::Kind::words()
}

/// Returns the text of a problem without the place or the source at its beginning.
pub fn message(problem: &Problem) -> String {
    problem.message()
}

/// Returns the text of a place, without escapes.
pub fn exact(place: &ProblemPlace) -> String {
    place.exact()
}
