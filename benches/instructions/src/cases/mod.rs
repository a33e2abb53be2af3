//! The counted cases, and the function that runs them under callgrind.

mod checks;
mod decisions;
mod pinned;
mod scopes;
mod watched;

use std::hint::black_box;

use anyhow::{Result, ensure};
use toggle_runtime::{Scope, Source, SourceError, States, problems};

/// The number of counted calls of each case.
pub(crate) const MEASURED: u64 = 1_000;
/// The number of calls before the counted ones. The first call of a toggle point queries the registry.
pub(crate) const WARM_UP: u64 = 10;

/// Code whose instructions are counted.
pub(crate) struct Case {
    /// The name in the table and in `bounds.toml`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The preparation, which is not counted.
    prepare: fn(),
    inside: Option<Scope>,
    call: Box<dyn FnMut(u64) -> u64>,
}

#[derive(PartialEq)]
pub(crate) enum Kind {
    /// An empty function, whose cost is subtracted from all other cases.
    Empty,
    /// A check of `asks` toggles when they are on, compared with the case `bare`, which loads `AtomicBool`s.
    Check { state: State, bare: String, asks: u64 },
    /// Code with the check of a pinned toggle, compared with the case `plain`, which has no check.
    Pinned { plain: &'static str },
    /// A case that is compared with no other.
    Other,
}

/// The state of a case's toggles.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum State {
    Off,
    On,
}

impl Case {
    fn new(name: impl Into<String>, call: impl FnMut(u64) -> u64 + 'static) -> Self {
        Self { name: name.into(), kind: Kind::Other, prepare: || {}, inside: None, call: Box::new(call) }
    }

    fn run(&mut self) {
        (self.prepare)();
        let call = &mut *self.call;
        let mut measure = || {
            repeat(WARM_UP, call);
            boundary();
            repeat(MEASURED, call);
            boundary();
        };
        match &self.inside {
            Some(scope) => scope.run(measure),
            None => measure(),
        }
    }
}

/// Marks the beginning and the end of each case: callgrind writes its counts before each call of this function.
#[inline(never)]
fn boundary() {
    black_box(());
}

#[inline(never)]
fn repeat(calls: u64, call: &mut dyn FnMut(u64) -> u64) {
    for number in 0..calls {
        black_box(call(black_box(number)));
    }
}

/// Returns all cases in the order of the table.
pub(crate) fn all() -> Vec<Case> {
    let mut empty = Case::new("empty", empty);
    empty.kind = Kind::Empty;
    let mut cases = vec![empty];
    cases.extend(checks::cases());
    cases.extend(pinned::cases());
    cases.extend(decisions::cases());
    cases.extend(scopes::cases());
    cases.extend(watched::cases());
    cases
}

#[inline(never)]
fn empty(number: u64) -> u64 {
    number
}

/// Runs all cases, for callgrind.
pub(crate) fn run() -> Result<()> {
    toggle_runtime::builder().source(Text).install()?;
    ensure!(problems().is_empty(), "{:?}", problems());
    all().iter_mut().for_each(Case::run);
    Ok(())
}

/// A source that never changes.
struct Text;

impl Source for Text {
    fn name(&self) -> String {
        "text".to_owned()
    }

    fn read(&self) -> Result<States, SourceError> {
        States::from_toml(&[decisions::STATES, watched::STATES].concat(), "text", None)
    }
}
