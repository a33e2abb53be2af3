//! What `shadow` expands to: two ways to the same result, of which one runs, or both.

use std::time::Duration;

use crate::{
    global,
    guarded::Guarded,
    point::{Point, mode},
    registry::Registry,
    rules::Percentage,
    shadow::{Comparisons, Shown},
    targeting::Targeting,
    value::Value,
};

/// How long an asynchronous candidate may take, where no source says.
const LIMIT: Duration = Duration::from_secs(1);

/// Which of two ways is to run now.
#[derive(Debug, Clone, Copy)]
pub struct Shadowed {
    /// None where the build has fixed the toggle.
    point: Option<&'static Point>,
    ways: Ways,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ways {
    /// The old one.
    Control,
    /// The new one, which is gated.
    Candidate,
    /// Both, and the result is that of the old one.
    Both,
}

impl Shadowed {
    pub(crate) const fn pinned(on: bool) -> Self {
        Self { point: None, ways: if on { Ways::Candidate } else { Ways::Control } }
    }

    #[inline]
    pub(crate) fn of(point: &'static Point, context: Option<&dyn Targeting>) -> Self {
        let ways = match point.fixed_index() {
            Some(0) => Ways::Control,
            Some(_) => Ways::Candidate,
            None => ask(point, context),
        };
        let ways = if ways == Ways::Control && point.is_tried(context) { Ways::Candidate } else { ways };
        Self { point: Some(point), ways }
    }

    /// The gated code, where that is guarded as well.
    pub fn guarded(self) -> Guarded {
        Guarded::new(self.point)
    }

    /// Runs one way, or both. The result of `candidate` reaches the caller only where the toggle is on.
    #[inline]
    pub fn run<R: Shown>(
        self,
        control: impl FnOnce() -> R,
        candidate: impl FnOnce() -> R,
        compare: impl FnOnce(&R, &R) -> bool,
        ignore: impl FnOnce(&R, &R) -> bool,
    ) -> R {
        match (self.ways, self.point) {
            (Ways::Candidate, _) => candidate(),
            _ => control(),
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
    point.read(context, read).unwrap_or(Ok(Ways::Control)).unwrap_or_else(|share| {
        let shadow = global::registry_for_check().and_then(|registry| registry.shadow(point.toggle()));
        if shadow.is_some_and(|shadow| shadow.sampler.takes(share)) { Ways::Both } else { Ways::Control }
    })
}
