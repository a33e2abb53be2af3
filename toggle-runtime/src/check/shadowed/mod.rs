//! The expansion of `shadow`: two ways to the same result, of which one runs, or both.

mod future;
mod limit;
#[cfg(test)]
mod tests;

use std::time::Duration;

use toggle_rules::{Percentage, Targeting, Value};

use self::future::RunAsync;
use crate::{
    base::clock,
    catalogue::point::Point,
    check::guarded::{Guarded, Other},
    global,
    monitor::shadow::{self, Comparisons, Now, Run, Shown, Side, inside},
    registry::Registry,
};

/// The time limit of an asynchronous candidate if no source sets one.
const LIMIT: Duration = Duration::from_secs(1);

/// The choice between the two ways of a call: one of them, or both.
#[derive(Debug, Clone, Copy)]
pub struct Shadowed {
    /// `None` if the build has fixed the toggle.
    point: Option<&'static Point>,
    ways: Ways,
    /// Whether the code allows differing values to be kept.
    keeps_texts: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ways {
    /// The old way.
    Control,
    /// The new way, which is gated.
    Candidate,
    /// Both ways. The caller gets the result of the old way.
    Both,
}

impl Shadowed {
    pub(crate) const fn pinned(on: bool) -> Self {
        Self { point: None, ways: if on { Ways::Candidate } else { Ways::Control }, keeps_texts: true }
    }

    #[inline]
    pub(crate) fn of(point: &'static Point, context: Option<&dyn Targeting>) -> Self {
        let ways = match point.fixed_index() {
            Some(0) => Ways::Control,
            Some(_) => Ways::Candidate,
            None => ask(point, context),
        };
        let tried = if ways == Ways::Control { point.retry_value(context) } else { None };
        let ways = match tried {
            None => ways,
            Some(Value::Shadow(_)) => Ways::Both,
            Some(_) => Ways::Candidate,
        };
        Self { point: Some(point), ways, keeps_texts: true }
    }

    /// Neither keeps nor reports differing values and panic messages, whatever the configuration says.
    #[inline]
    #[must_use]
    pub fn without_values(self) -> Self {
        Self { keeps_texts: false, ..self }
    }

    /// Returns the gated code, if it has a guard as well.
    pub fn guarded(self) -> Guarded {
        Guarded::new(self.point)
    }

    /// Returns the other way, if the gated code has a guard as well.
    pub fn other(self) -> Other {
        Other::new(self.point)
    }

    /// Runs one way, or both. The outcome of the candidate reaches the caller only if the toggle is on.
    #[inline]
    pub fn run<R, C, D, E, I>(self, control: C, candidate: D, compare: E, ignore: I) -> R
    where
        R: Shown,
        C: FnOnce() -> R,
        D: FnOnce() -> R,
        E: FnOnce(&R, &R) -> bool,
        I: FnOnce(&R, &R) -> bool,
    {
        match self.ways {
            Ways::Control => control(),
            Ways::Candidate => candidate(),
            Ways::Both => match self.comparing() {
                Some(comparing) => comparing.run(control, candidate, compare, ignore),
                None => control(),
            },
        }
    }

    /// Runs one way, or both, like [`run`](Self::run). A candidate that exceeds the toggle's time limit is dropped.
    #[inline]
    pub fn run_async<R, C, D, E, I>(self, control: C, candidate: D, compare: E, ignore: I) -> impl Future<Output = R>
    where
        R: Shown,
        C: Future<Output = R>,
        D: Future<Output = R>,
        E: FnOnce(&R, &R) -> bool,
        I: FnOnce(&R, &R) -> bool,
    {
        RunAsync::new(self, control, candidate, compare, ignore)
    }

    fn comparing(self) -> Option<Comparing> {
        let comparing = Comparing::of(global::registry_for_check()?, self.point?)?;
        Some(Comparing { keeps_texts: self.keeps_texts, ..comparing })
    }
}

/// A call that runs both ways.
#[derive(Clone, Copy)]
pub(crate) struct Comparing {
    registry: &'static Registry,
    point: &'static Point,
    comparisons: &'static Comparisons,
    keeps_texts: bool,
}

impl Comparing {
    pub(crate) fn of(registry: &'static Registry, point: &'static Point) -> Option<Self> {
        let comparisons = &registry.shadow(point.toggle())?.comparisons;
        Some(Self { registry, point, comparisons, keeps_texts: true })
    }

    pub(crate) fn run<R: Shown>(
        self,
        control: impl FnOnce() -> R,
        candidate: impl FnOnce() -> R,
        compare: impl FnOnce(&R, &R) -> bool,
        ignore: impl FnOnce(&R, &R) -> bool,
    ) -> R {
        let control = || inside(self.comparisons, Side::Control, control);
        let candidate = || inside(self.comparisons, Side::Candidate, candidate);
        let (control, run) = shadow::run(self.comparisons.alternate(), &|| self.registry.now(), control, candidate);
        self.note(&control, run, compare, ignore);
        control
    }

    #[cfg(test)]
    pub(crate) fn without_values(self) -> Self {
        Self { keeps_texts: false, ..self }
    }

    #[cfg(test)]
    pub(crate) fn run_async<C: Future<Output: Shown>, D, E, I>(
        self,
        control: C,
        candidate: D,
        compare: E,
        ignore: I,
    ) -> RunAsync<C, D, E, I>
    where
        RunAsync<C, D, E, I>: Future<Output = C::Output>,
    {
        RunAsync::comparing(self, control, candidate, compare, ignore)
    }

    /// Returns the time limit of an asynchronous candidate.
    fn limit(self) -> Duration {
        self.registry.watched(self.point).and_then(|watched| watched.watch.limit).unwrap_or(LIMIT)
    }

    /// Returns whether differing values are kept, which both the code and the configuration have to allow.
    fn keeps_texts(self) -> bool {
        let configured = || self.registry.watched(self.point).and_then(|watched| watched.watch.values);
        self.keeps_texts && configured().unwrap_or(true)
    }

    fn note<R: Shown>(
        self,
        control: &R,
        run: Run<R>,
        compare: impl FnOnce(&R, &R) -> bool,
        ignore: impl FnOnce(&R, &R) -> bool,
    ) {
        let now = Now { since: self.registry.now(), at: clock::now };
        if let Some(difference) = self.comparisons.note(control, run, compare, ignore, now, &|| self.keeps_texts()) {
            self.registry.report_difference(self.point.toggle(), difference);
        }
    }
}

#[cold]
#[inline(never)]
fn ask(point: &'static Point, context: Option<&dyn Targeting>) -> Ways {
    let read = |value: &Value| match value {
        Value::On => Ok(Ways::Candidate),
        Value::Shadow(share) => Err(*share),
        _ => Ok(Ways::Control),
    };
    point.read(context, read).unwrap_or(Ok(Ways::Control)).unwrap_or_else(|share| in_shadow(point, share))
}

/// Returns the ways of a call in shadow mode. Inside a way that is being compared, the call runs the same way.
fn in_shadow(point: &'static Point, share: Percentage) -> Ways {
    let Some(registry) = global::registry_for_check() else { return Ways::Control };
    let toggle = point.toggle();
    match shadow::side(|| Some(&registry.shadow(toggle)?.comparisons)) {
        Some(Side::Candidate) => Ways::Candidate,
        None if registry.runs_both(toggle, share) => Ways::Both,
        Some(Side::Control) | None => Ways::Control,
    }
}
