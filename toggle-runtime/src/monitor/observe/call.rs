//! The user's functions that receive answers.

use std::{
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use toggle_rules::Percentage;

use crate::{
    base::panics,
    model::{evaluation::Evaluation, problem::Problem},
};

type Function = dyn Fn(&Evaluation) + Send + Sync;

/// A function, with the share of the answers that it receives.
#[derive(Clone)]
pub(crate) struct Call {
    function: Arc<Function>,
    pub(super) share: Percentage,
    panics: Arc<Panics>,
}

#[derive(Default)]
struct Panics {
    count: AtomicU64,
    /// The toggle and the message of the first panic.
    first: OnceLock<(String, String)>,
}

impl Call {
    pub(super) fn new(function: Arc<Function>, share: Percentage) -> Self {
        Self { function, share, panics: Arc::default() }
    }

    /// Calls the function. Returns the problem if it has panicked for the first time.
    pub(super) fn run(&self, evaluation: &Evaluation) -> Option<Problem> {
        let message = panics::caught(|| (self.function)(evaluation)).err()?;
        let is_first = self.panics.count.fetch_add(1, Relaxed) == 0;
        let _ = self.panics.first.set((evaluation.toggle.clone(), message));
        if is_first { self.problem() } else { None }
    }

    /// Returns the problem if the function has ever panicked.
    pub(super) fn problem(&self) -> Option<Problem> {
        let (toggle, message) = self.panics.first.get()?.clone();
        Some(Problem::CallPanicked { toggle, message, count: self.panics.count.load(Relaxed) })
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.panics, &other.panics)
    }
}

/// Equal if they are the same function, and not only functions with the same effect.
impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.function, &other.function) && self.share == other.share
    }
}

impl Eq for Call {}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("share", &self.share).finish_non_exhaustive()
    }
}
