//! Records of answers without a value to hash, and one report for each place.

use std::sync::atomic::{
    Ordering::{Relaxed, SeqCst},
    fence,
};

use toggle_rules::Policy;

use crate::{
    catalogue::point::Point,
    model::{event::Event, problem::Problem},
    registry::{
        Registry,
        lacking::{LACKING, Lack, MAX_LISTED, forget, problem},
    },
};

impl Registry {
    /// Records at this point that its answer lacked a value, if it did. Nothing is borrowed at this moment, because a
    /// receiver of the report may run any code.
    #[inline]
    pub(crate) fn note_lack(&self, point: &'static Point) {
        if let Some((toggle, rule)) = LACKING.get() {
            self.note_new_lack(point, toggle, rule);
        }
    }

    /// Records a new mark without waiting for a lock: the check may be in an allocator, on a thread that holds the
    /// lock. In that case, the next such answer is reported.
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

    /// Returns the value that a rule of a toggle lacks, if the toggle has rules now.
    fn lack(&self, toggle: usize, rule: usize) -> Option<Lack> {
        match self.0.view.load().policy(toggle)? {
            Policy::Plain(_) => None,
            Policy::Rules(rules) => {
                Some(Lack { toggle, by: rules.hashed_by(rule).cloned(), value: rules.otherwise().clone() })
            }
        }
    }

    /// Returns whether a check of one toggle evaluates the other. If not, the mark comes from a check that panicked
    /// in the user's code, or from a check that this code made.
    fn evaluates(&self, toggle: usize, other: usize) -> bool {
        toggle == other || {
            let view = self.0.view.load();
            matches!(view.policy(toggle), Some(Policy::Rules(rules)) if rules.required(0).is_some())
        }
    }

    fn try_report(&self, point: &'static Point, lack: Lack) -> bool {
        let problem = problem(point, &lack, self.catalogue());
        let events = self.events();
        {
            let Some(mut standing) = self.0.lacks.standing.try_lock() else { return false };
            self.0.lacks.has_stood.store(true, Relaxed);
            // Before `view` is read: a thread that changes the view reads the flag after the change.
            fence(SeqCst);
            // Under the lock: a thread that changes the view reads the list after the change.
            if !lack.stands(&self.0.view.load()) {
                return false;
            }
            let problem = match standing.len() {
                ..MAX_LISTED => Some(problem),
                MAX_LISTED => Some(Problem::WithoutKeys { count: 1 }),
                _ => None,
            };
            if !problem.is_none_or(|problem| events.try_push(Event::Problem(problem))) {
                return false;
            }
            standing.push((point, lack));
        }
        events.deliver_apart();
        true
    }

    /// Removes the problems of places that cannot lack the value any more in the current view.
    pub(super) fn forget_lacks(&self) {
        // After the change of the view: `try_report` reads the view after it has set the flag.
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
