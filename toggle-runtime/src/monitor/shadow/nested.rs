//! The shadow runs that a thread is inside of.

use std::{cell::Cell, ptr};

use crate::monitor::shadow::Comparisons;

/// One of the two ways of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Control,
    Candidate,
}

/// The largest number of toggles whose shadow runs may be nested. Each doubles the work, so more of them would be too
/// many.
const DEPTH: usize = 8;

/// Returns the way of this shadow run that this thread is in, or `None` if it is in neither. Returns the control if
/// the thread is in too many nested runs of other toggles. `comparisons` is only called if the thread is in any
/// shadow run.
///
/// Without this, a function that calls itself would run both ways at each level, and the work would double with each
/// level. Also, each way of the outermost comparison would contain both ways.
#[inline]
pub(crate) fn side<'a>(comparisons: impl FnOnce() -> Option<&'a Comparisons>) -> Option<Side> {
    INSIDE.with(|inside| if inside.depth.get() == 0 { None } else { inside.side(comparisons()?) })
}

/// Runs a way, or a future's way until it waits.
#[inline]
pub(crate) fn inside<T>(comparisons: &Comparisons, side: Side, run: impl FnOnce() -> T) -> T {
    let _entered = INSIDE.with(|inside| {
        let depth = inside.depth.get();
        if let Some(way) = inside.ways.get(depth) {
            way.set((comparisons, side));
            inside.depth.set(depth + 1);
        }
        Entered { depth }
    });
    run()
}

/// The ways that are running on a thread, the innermost last.
struct Inside {
    depth: Cell<usize>,
    /// The addresses are only compared.
    ways: [Cell<(*const Comparisons, Side)>; DEPTH],
}

impl Inside {
    fn side(&self, comparisons: &Comparisons) -> Option<Side> {
        let depth = self.depth.get();
        let mut ways = self.ways[..depth].iter().rev().map(Cell::get);
        let side = ways.find(|(entered, _)| ptr::eq(*entered, comparisons)).map(|(_, side)| side);
        side.or_else(|| (depth == DEPTH).then_some(Side::Control))
    }
}

thread_local! {
    // Nothing in it has to be dropped, so that it can be read as long as the thread runs code.
    static INSIDE: Inside = const {
        Inside { depth: Cell::new(0), ways: [const { Cell::new((ptr::null(), Side::Control)) }; DEPTH] }
    };
}

/// A guard that leaves a way, also when it panics. The way is the innermost one, because all ways entered inside it
/// have ended.
struct Entered {
    depth: usize,
}

impl Drop for Entered {
    fn drop(&mut self) {
        INSIDE.with(|inside| inside.depth.set(self.depth));
    }
}
