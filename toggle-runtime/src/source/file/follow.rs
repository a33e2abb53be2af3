//! The loop that follows files.

use super::{links::Entries, wake::Watch};
use crate::source::Updates;

/// A source that consists of files.
pub(super) trait Followed {
    /// Returns the directory entries on which the source depends now.
    fn entries(&self) -> Entries;

    /// Takes the new content of the files, and reports it.
    fn look(&self, updates: &Updates) -> Found;
}

/// The result of a look at the files.
pub(super) enum Found {
    Nothing,
    Changed,
    /// The taken content is not in the file any more, or may not count.
    Replaced,
}

/// Reports each new content of the files when it has settled, until the source is closed.
///
/// An event only triggers a look. The look compares the content with the last taken one. So a superfluous event costs
/// one read, and a missing event costs a delay of a second.
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
