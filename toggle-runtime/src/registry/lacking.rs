//! Answers without a value to hash: their number at each point, and the problem of each place.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use toggle_rules::{AttributeName, Value};

use crate::{
    base::lock::{Mutex, MutexGuard},
    catalogue::{Catalogue, point::Point},
    model::problem::{Problem, ProblemPlace},
    registry::view::View,
};

/// The largest number of places that are listed individually.
pub(super) const MAX_LISTED: usize = 100;
/// The bit of a count that marks the place as reported, or as about to be.
const REPORTED: u64 = 1 << 63;
/// The longest wait for the list. A thread of a forked child's parent may hold its lock for ever.
const PATIENCE: Duration = Duration::from_secs(1);

thread_local! {
    /// The toggle and the position of the rule that had nothing to hash in the current check, if that changed the
    /// answer.
    pub(super) static LACKING: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Marks the current check: this rule of a toggle had nothing to hash.
#[cold]
#[inline(never)]
pub(super) fn set(toggle: usize, rule: usize) {
    LACKING.set(Some((toggle, rule)));
}

/// Calls foreign code, whose checks must not change the mark of the current check.
pub(crate) fn apart(call: impl FnOnce()) {
    let lacking = LACKING.take();
    call();
    LACKING.set(lacking);
}

/// Removes the mark, after an evaluation that was not a check at a point.
pub(crate) fn forget() {
    LACKING.set(None);
}

/// A toggle whose rules had nothing to hash.
pub(super) struct Lack {
    pub(super) toggle: usize,
    /// The attribute that was missing, or `None` for the targeting key.
    pub(super) by: Option<Arc<AttributeName>>,
    /// The value that was the answer instead.
    pub(super) value: Value,
}

impl Lack {
    /// Returns whether the same could happen now.
    pub(super) fn stands(&self, view: &View) -> bool {
        view.policy(self.toggle).is_some_and(|policy| policy.may_lack(self.by.as_deref()))
    }
}

/// Places, each with its missing value.
pub(super) type Standing = Vec<(&'static Point, Lack)>;

/// All answers that had no value to hash.
pub(super) struct Lacks {
    /// The number of such answers at each point, with [`REPORTED`]. The counts are allocated at the start, because the
    /// check may be in an allocator, whose allocation would check the toggle again.
    counts: Box<[AtomicU64]>,
    pub(super) standing: Mutex<Standing>,
    /// Whether `standing` has ever had an element, or is about to.
    pub(super) has_stood: AtomicBool,
}

impl Lacks {
    pub(super) fn new(points: &[Point]) -> Self {
        Self {
            counts: points.iter().map(|_| AtomicU64::new(0)).collect(),
            standing: Mutex::default(),
            has_stood: AtomicBool::new(false),
        }
    }

    /// Counts an answer at the point with this position, and returns whether it must be reported.
    pub(super) fn note(&self, position: Option<usize>) -> bool {
        let Some(count) = position.and_then(|position| self.counts.get(position)) else { return false };
        count.fetch_add(1, Relaxed) & REPORTED == 0 && count.fetch_or(REPORTED, Relaxed) & REPORTED == 0
    }

    /// Clears the mark, so that the next answer at this point is reported.
    pub(super) fn take_back(&self, position: Option<usize>) {
        if let Some(count) = position.and_then(|position| self.counts.get(position)) {
            count.fetch_and(!REPORTED, Relaxed);
        }
    }

    /// Returns the number of answers at the point with this position.
    pub(super) fn count(&self, position: Option<usize>) -> u64 {
        let count = position.and_then(|position| self.counts.get(position));
        count.map_or(0, |count| count.load(Relaxed) & !REPORTED)
    }

    /// Locks the list, unless a thread of this process's parent holds its lock for ever.
    pub(super) fn standing(&self) -> Option<MutexGuard<'_, Standing>> {
        self.standing.try_lock_for(PATIENCE)
    }

    /// Returns the problems of the places that lacked a value, and still do.
    pub(super) fn problems(&self, catalogue: &Catalogue) -> Vec<Problem> {
        let Some(standing) = self.standing() else { return Vec::new() };
        let unlisted = standing.len().saturating_sub(MAX_LISTED);
        let listed = standing.iter().take(MAX_LISTED).map(|(point, lack)| problem(point, lack, catalogue));
        listed.chain((unlisted > 0).then_some(Problem::WithoutKeys { count: unlisted })).collect()
    }
}

pub(super) fn problem(point: &Point, lack: &Lack, catalogue: &Catalogue) -> Problem {
    let place = point.record().map(|record| ProblemPlace::of_code(&record.place));
    Problem::WithoutKey {
        name: catalogue.get(lack.toggle).map_or("", |known| known.name).to_owned(),
        place: place.unwrap_or_else(|| ProblemPlace::Words(String::new())),
        by: lack.by.as_ref().map(|by| by.as_str().to_owned()),
        value: lack.value.clone(),
    }
}
