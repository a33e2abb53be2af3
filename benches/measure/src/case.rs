//! The measured case, and the way in which it can be flipped.

use std::hint::black_box;

use serde::{Deserialize, Serialize};

/// A measured case: the subject, the operation, and the code that repeats the operation.
pub struct Case {
    pub who: String,
    pub what: String,
    pub flips: Option<Flips>,
    pub note: String,
    run: Box<dyn Fn(u64) + Send + Sync>,
}

/// The ways in which the checked switch can be flipped at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flips {
    /// Each switch flips independently.
    Each,
    /// All switches of a level or a module flip together.
    Together,
    Never,
}

impl Case {
    /// Returns a case that repeats one call.
    pub fn new<R>(who: &str, what: &str, call: impl Fn() -> R + Send + Sync + 'static) -> Self {
        Self::repeated(who, what, move |calls| {
            for _ in 0..calls {
                black_box(call());
            }
        })
    }

    /// Returns a case whose code does the repetition.
    pub fn repeated(who: &str, what: &str, run: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self { who: who.to_owned(), what: what.to_owned(), flips: None, note: String::new(), run: Box::new(run) }
    }

    #[must_use]
    pub fn flips(self, flips: Flips) -> Self {
        Self { flips: Some(flips), ..self }
    }

    #[must_use]
    pub fn note(self, note: &str) -> Self {
        Self { note: note.to_owned(), ..self }
    }

    pub fn run(&self, calls: u64) {
        (self.run)(calls);
    }
}

impl Flips {
    /// Returns the word for a table.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Each => "yes",
            Self::Together => "many at once",
            Self::Never => "no",
        }
    }
}
