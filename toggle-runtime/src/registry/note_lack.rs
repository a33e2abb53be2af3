//! Noting answers that lacked a value to hash, and reporting each place of them once.

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

    /// Returns what a rule of a toggle hashes, if the toggle has rules now.
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
        let events = self.events();
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
            if !problem.is_none_or(|problem| events.try_push(Event::Problem(problem))) {
                return false;
            }
            standing.push((point, lack));
        }
        events.deliver_apart();
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
