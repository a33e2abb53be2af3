//! Following files: when to look at them again.

use super::{links::Entries, wake::Watch};
use crate::source::Updates;

/// A source that is made of files.
pub(super) trait Followed {
    /// Returns the directory entries on which the source depends now.
    fn entries(&self) -> Entries;

    /// Takes what is new in the files, and reports it.
    fn look(&self, updates: &Updates) -> Found;
}

/// The result of a look at the files.
pub(super) enum Found {
    Nothing,
    Changed,
    /// What was taken is not in the file any more, or may not count.
    Replaced,
}

/// Reports each new content of the files, when it has settled, until nobody listens.
///
/// Events only say when to look. What counts is whether the content differs from what was taken last, so that an event
/// too many costs a read, and an event too few costs a second.
pub(super) fn follow(source: &dyn Followed, updates: &Updates) {
    let mut watch = Watch::default();
    let mut woken = true;
    while !updates.is_closed() {
        watch.refresh(|| source.entries());
        match source.look(updates) {
            Found::Replaced => continue,
            Found::Changed if !woken => watch.renew(),
            Found::Changed | Found::Nothing => {}
        }
        woken = watch.wait();
    }
}
