use std::hint::black_box;

use serde::{Deserialize, Serialize};

/// Something to measure: who is asked, what of them, and how to do it many times.
pub struct Case {
    pub who: String,
    pub what: String,
    pub flips: Option<Flips>,
    pub note: String,
    run: Box<dyn Fn(u64) + Send + Sync>,
}

/// Whether what is asked can be flipped while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flips {
    /// By itself.
    Each,
    /// With all others of its level or module.
    Together,
    Never,
}

impl Case {
    /// Of one call.
    pub fn new<R>(who: &str, what: &str, call: impl Fn() -> R + Send + Sync + 'static) -> Self {
        Self::repeated(who, what, move |calls| {
            for _ in 0..calls {
                black_box(call());
            }
        })
    }

    /// Of something that repeats itself.
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
    /// How a table says it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Each => "yes",
            Self::Together => "many at once",
            Self::Never => "no",
        }
    }
}
