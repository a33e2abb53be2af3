//! Writing the remaining lines when the program ends.

use std::{
    cell::RefCell,
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use crate::monitor::history::HistoryFile;

/// The longest time that the end of the program waits for a file.
const PATIENCE: Duration = Duration::from_secs(1);

thread_local! {
    static LAST: RefCell<AtExit> = const { RefCell::new(AtExit(Weak::new())) };
}

/// A value that waits for a file when its thread ends.
struct AtExit(Weak<HistoryFile>);

impl Drop for AtExit {
    fn drop(&mut self) {
        // The lines of the parent do not belong to a forked child.
        if let Some(file) = self.0.upgrade().filter(|file| !file.is_parents()) {
            file.flush(PATIENCE);
        }
    }
}

impl HistoryFile {
    /// Makes the end of the program wait for this file, if this is the main thread. The values of that thread are
    /// dropped when `main` returns. Most C libraries also drop them in `exit` on that thread.
    pub(super) fn wait_at_exit(self: &Arc<Self>) {
        let is_main = || thread::current().name() == Some("main");
        let _ = LAST.try_with(|last| {
            let mut last = last.borrow_mut();
            if last.0.as_ptr() != Arc::as_ptr(self) && is_main() {
                last.0 = Arc::downgrade(self);
            }
        });
    }
}
