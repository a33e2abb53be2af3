//! Starting threads.

use std::{
    io,
    thread::{Builder, JoinHandle},
};

/// Starts a thread with this name.
///
/// # Errors
///
/// If the system cannot start another thread.
pub(crate) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    started(name, Box::new(work)).map(drop)
}

/// Returns whether the system can start another thread. It starts one and waits for its end.
pub(crate) fn is_room() -> bool {
    started("toggle-room", Box::new(|| {})).is_ok_and(|thread| thread.join().is_ok())
}

// Boxed, because each type of closure would add some kilobytes of machine code.
fn started(name: &str, work: Box<dyn FnOnce() + Send>) -> io::Result<JoinHandle<()>> {
    #[cfg(test)]
    refusing::check()?;
    Builder::new().name(name.to_owned()).spawn(work)
}

/// A simulated system without room for threads. It affects the calls of one test's own thread alone.
#[cfg(test)]
pub(crate) mod refusing {
    use std::{cell::Cell, io};

    thread_local! {
        static REFUSES: Cell<bool> = const { Cell::new(false) };
    }

    pub(super) fn check() -> io::Result<()> {
        if REFUSES.get() { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
    }

    /// Runs a closure during which its thread cannot start threads.
    pub(crate) fn run<T>(inside: impl FnOnce() -> T) -> T {
        REFUSES.set(true);
        let result = inside();
        REFUSES.set(false);
        result
    }
}
