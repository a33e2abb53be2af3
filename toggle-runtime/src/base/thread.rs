//! The threads that this crate starts.

use std::{
    io,
    thread::{Builder, JoinHandle},
};

/// Starts a thread with this name.
///
/// # Errors
///
/// If the system has no room for another thread.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    started(name, Box::new(work)).map(drop)
}

/// Whether the system has room for another thread: it starts one, and waits for its end.
pub(crate) fn is_room() -> bool {
    started("toggle-room", Box::new(|| {})).is_ok_and(|thread| thread.join().is_ok())
}

// The work is boxed, since a program takes some kilobytes of machine code for each type of it.
fn started(name: &str, work: Box<dyn FnOnce() + Send>) -> io::Result<JoinHandle<()>> {
    #[cfg(test)]
    refusing::check()?;
    Builder::new().name(name.to_owned()).spawn(work)
}

/// A system that has no room for threads, as far as the test's own thread can tell.
#[cfg(test)]
pub(crate) mod refusing {
    use std::{cell::Cell, io};

    thread_local! {
        static REFUSES: Cell<bool> = const { Cell::new(false) };
    }

    pub(super) fn check() -> io::Result<()> {
        if REFUSES.get() { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
    }

    /// Runs a closure on whose thread no thread can be started.
    pub(crate) fn run<T>(inside: impl FnOnce() -> T) -> T {
        REFUSES.set(true);
        let result = inside();
        REFUSES.set(false);
        result
    }
}
