//! Answers that lacked a value to hash: how many there were at each point, and the problem that each place is.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{Relaxed, SeqCst},
            fence,
        },
    },
    time::Duration,
};

use toggle_rules::{AttributeName, Policy, Value};

use crate::{
    base::lock::{Mutex, MutexGuard},
    catalogue::{Catalogue, point::Point},
    model::{
        event::Event,
        problem::{Problem, ProblemPlace},
    },
    registry::{Registry, View},
};

/// The largest number of places that are listed one by one.
const MAX_LISTED: usize = 100;
/// The bit of a count that says that the place is reported, or is about to be.
const REPORTED: u64 = 1 << 63;
/// The longest wait for the list. A thread of a forked child's parent may have it for ever.
const PATIENCE: Duration = Duration::from_secs(1);

thread_local! {
    /// The toggle and the position of the rule that had nothing to hash in the check at hand, where that matters.
    static LACKING: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
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
struct Lack {
    toggle: usize,
    /// The attribute that was missing, or `None` for the targeting key.
    by: Option<Arc<AttributeName>>,
    /// The value that counted instead.
    value: Value,
}

impl Lack {
    /// Whether the same could happen now.
    fn stands(&self, view: &View) -> bool {
        view.policy(self.toggle).is_some_and(|policy| policy.may_lack(self.by.as_deref()))
    }
}

/// Places, each with what it lacked.
type Standing = Vec<(&'static Point, Lack)>;

/// The answers that lacked a value to hash.
pub(super) struct Lacks {
    /// The number of such answers at each point, with [`REPORTED`]. It is there from the start: the check may be that of
    /// an allocator, which would ask again.
    counts: Box<[AtomicU64]>,
    standing: Mutex<Standing>,
    /// Whether something has stood, or is about to.
    has_stood: AtomicBool,
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
    fn note(&self, position: Option<usize>) -> bool {
        let Some(count) = position.and_then(|position| self.counts.get(position)) else { return false };
        count.fetch_add(1, Relaxed) & REPORTED == 0 && count.fetch_or(REPORTED, Relaxed) & REPORTED == 0
    }

    /// The next answer at this point is to be reported.
    fn take_back(&self, position: Option<usize>) {
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
    fn standing(&self) -> Option<MutexGuard<'_, Standing>> {
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

impl Registry {
    /// Notes at this point that its answer lacked a value, if it did, in a call in which nothing is borrowed any more:
    /// whoever is told may do anything.
    #[inline]
    pub(crate) fn note_lack(&self, point: &'static Point) {
        if let Some((toggle, rule)) = LACKING.get() {
            self.note_new_lack(point, toggle, rule);
        }
    }

    /// No lock is waited for: the check may be that of an allocator, in a thread that has the lock. Then the next such
    /// answer is reported.
    #[cold]
    #[inline(never)]
    fn note_new_lack(&self, point: &'static Point, toggle: usize, rule: usize) {
        forget();
        if !self.evaluates(point.toggle(), toggle) {
            return;
        }
        let position = self.0.tallies.position(point);
        if self.0.lacks.note(position) && !self.lack(toggle, rule).is_some_and(|lack| self.try_report(point, lack)) {
            self.0.lacks.take_back(position);
        }
    }

    /// What a rule of a toggle hashes, if the toggle has rules now.
    fn lack(&self, toggle: usize, rule: usize) -> Option<Lack> {
        match self.0.view.load().policy(toggle)? {
            Policy::Plain(_) => None,
            Policy::Rules(rules) => {
                Some(Lack { toggle, by: rules.hashed_by(rule).cloned(), value: rules.otherwise().clone() })
            }
        }
    }

    /// Whether a check of one toggle evaluates the other. The mark may be that of a check that has panicked in code of
    /// the user, or inside of which that code has asked.
    fn evaluates(&self, toggle: usize, other: usize) -> bool {
        toggle == other || {
            let view = self.0.view.load();
            matches!(view.policy(toggle), Some(Policy::Rules(rules)) if rules.required(0).is_some())
        }
    }

    fn try_report(&self, point: &'static Point, lack: Lack) -> bool {
        let problem = problem(point, &lack, self.catalogue());
        let hub = self.hub();
        {
            let Some(mut standing) = self.0.lacks.standing.try_lock() else { return false };
            self.0.lacks.has_stood.store(true, Relaxed);
            // Before the look at the view, as whoever changes the view looks at the flag after that.
            fence(SeqCst);
            // Under the lock, since whoever changes the view looks at the list after that.
            if !lack.stands(&self.0.view.load()) {
                return false;
            }
            let problem = match standing.len() {
                ..MAX_LISTED => Some(problem),
                MAX_LISTED => Some(Problem::WithoutKeys { count: 1 }),
                _ => None,
            };
            if !problem.is_none_or(|problem| hub.try_push(Event::Problem(problem))) {
                return false;
            }
            standing.push((point, lack));
        }
        hub.deliver_apart();
        true
    }

    /// Forgets the problems of places that cannot lack the value any more, by the view that is in force now.
    pub(super) fn forget_lacks(&self) {
        // After the change of the view, as `try_report` looks at the view after it has set the flag.
        fence(SeqCst);
        if !self.0.lacks.has_stood.load(Relaxed) {
            return;
        }
        let Some(mut standing) = self.0.lacks.standing() else { return };
        let view = self.0.view.load();
        standing.retain(|(point, lack)| {
            let stands = lack.stands(&view);
            if !stands {
                self.0.lacks.take_back(self.0.tallies.position(point));
            }
            stands
        });
    }
}

fn problem(point: &Point, lack: &Lack, catalogue: &Catalogue) -> Problem {
    let place = point.record().map(|record| ProblemPlace::of_code(&record.place));
    Problem::WithoutKey {
        name: catalogue.get(lack.toggle).map_or("", |known| known.name).to_owned(),
        place: place.unwrap_or_else(|| ProblemPlace::Words(String::new())),
        by: lack.by.as_ref().map(|by| by.as_str().to_owned()),
        value: lack.value.clone(),
    }
}
