//! The replacement of `wake.rs` without the feature `follow`: files are read each second.

use std::{thread::sleep, time::Duration};

use super::links::Entries;

/// The pause between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// A watch of no directories.
#[derive(Default)]
pub(super) struct Watch(());

impl Watch {
    #[expect(clippy::unused_self, reason = "a watch of directories has something to refresh")]
    pub(super) fn refresh(&mut self, _: impl Fn() -> Entries) {}

    #[expect(clippy::unused_self, reason = "a watch of directories has something to renew")]
    pub(super) fn renew(&mut self) {}

    /// Waits until the next look is due. Returns false, because without a watch nothing reports a change.
    #[expect(clippy::unused_self, reason = "a watch of directories has something to wait for")]
    pub(super) fn wait(&mut self) -> bool {
        sleep(PAUSE);
        false
    }
}
