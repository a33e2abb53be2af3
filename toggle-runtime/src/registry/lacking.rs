//! Answers that lacked a value to hash: how many there were at each point, and the problem that each place is.

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

/// The largest number of places that are listed one by one.
pub(super) const MAX_LISTED: usize = 100;
/// The bit of a count that says that the place is reported, or is about to be.
const REPORTED: u64 = 1 << 63;
/// The longest wait for the list. A thread of a forked child's parent may have it for ever.
const PATIENCE: Duration = Duration::from_secs(1);

thread_local! {
    /// The toggle and the position of the rule that had nothing to hash in the check at hand, where that matters.
    pub(super) static LACKING: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Says that this rule of a toggle had nothing to hash.
#[cold]
#[inline(never)]
pub(super) fn set(toggle: usize, rule: usize) {
    LACKING.set(Some((toggle, rule)));
}

/// Calls code of others, whose checks have nothing to do with the one at hand.
pub(crate) fn apart(call: impl FnOnce()) {
    let lacking = LACKING.take();
    call();
    LACKING.set(lacking);
}

/// Forgets it, where the question was no check at a point.
pub(crate) fn forget() {
    LACKING.set(None);
}

/// A toggle whose rules had nothing to hash.
pub(super) struct Lack {
    pub(super) toggle: usize,
    /// The attribute that was missing, or `None` for the targeting key.
    pub(super) by: Option<Arc<AttributeName>>,
    /// The value that counted instead.
    pub(super) value: Value,
}

impl Lack {
    /// Whether the same could happen now.
    pub(super) fn stands(&self, view: &View) -> bool {
        view.policy(self.toggle).is_some_and(|policy| policy.may_lack(self.by.as_deref()))
    }
}

/// Places, each with what it lacked.
pub(super) type Standing = Vec<(&'static Point, Lack)>;

/// The answers that lacked a value to hash.
pub(super) struct Lacks {
    /// The number of such answers at each point, with [`REPORTED`]. It is there from the start: the check may be that of
    /// an allocator, which would ask again.
    counts: Box<[AtomicU64]>,
    pub(super) standing: Mutex<Standing>,
    /// Whether something has stood, or is about to.
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

    /// Counts an answer at the point with this position, and returns whether it is to be reported.
    pub(super) fn note(&self, position: Option<usize>) -> bool {
        let Some(count) = position.and_then(|position| self.counts.get(position)) else { return false };
        count.fetch_add(1, Relaxed) & REPORTED == 0 && count.fetch_or(REPORTED, Relaxed) & REPORTED == 0
    }

    /// The next answer at this point is to be reported.
    pub(super) fn take_back(&self, position: Option<usize>) {
        if let Some(count) = position.and_then(|position| self.counts.get(position)) {
            count.fetch_and(!REPORTED, Relaxed);
        }
    }

    /// The number of answers at the point with this position.
    pub(super) fn count(&self, position: Option<usize>) -> u64 {
        let count = position.and_then(|position| self.counts.get(position));
        count.map_or(0, |count| count.load(Relaxed) & !REPORTED)
    }

    /// The list of what stands, unless it is lost with a thread of this process's parent.
    pub(super) fn standing(&self) -> Option<MutexGuard<'_, Standing>> {
        self.standing.try_lock_for(PATIENCE)
    }

    /// The places that lacked a value, and still do.
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
