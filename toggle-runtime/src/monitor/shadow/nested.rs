use std::{cell::Cell, ptr};

use crate::monitor::shadow::Comparisons;

/// One of the two ways of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Control,
    Candidate,
}

/// So many toggles can be compared inside of each other. Each doubles what runs, so that more of them would be too many.
const DEPTH: usize = 8;

/// Which way this thread is in, of what is compared here. None where it is in neither; the control, where it is in too many
/// of other toggles. Whoever asks says what is compared only if the thread is in some way at all.
///
/// A function that calls itself would run both ways at each level, and twice as many with each further one; and what it
/// compared at the first would be made by both.
#[inline]
pub(crate) fn side<'a>(comparisons: impl FnOnce() -> Option<&'a Comparisons>) -> Option<Side> {
    INSIDE.with(|inside| if inside.depth.get() == 0 { None } else { inside.side(comparisons()?) })
}

/// Runs a way, or as much of one as there is until it waits.
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

/// The ways that are being run on a thread, the innermost last.
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
    // Nothing in it has to be dropped, so that it can be asked as long as the thread runs code.
    static INSIDE: Inside = const {
        Inside { depth: Cell::new(0), ways: [const { Cell::new((ptr::null(), Side::Control)) }; DEPTH] }
    };
}

/// Leaves a way, also when it panics. It is the innermost, since whatever was entered in it has ended before.
struct Entered {
    depth: usize,
}

impl Drop for Entered {
    fn drop(&mut self) {
        INSIDE.with(|inside| inside.depth.set(self.depth));
    }
}
