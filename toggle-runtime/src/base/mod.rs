//! Small parts that all other modules use: locks, threads, the clock, regular files, panics of user code.

pub(crate) mod callback;
pub(crate) mod clock;
pub(crate) mod lock;
pub(crate) mod nanos;
pub(crate) mod panics;
#[cfg(any(feature = "history-file", feature = "rules"))]
pub(crate) mod regular;
pub(crate) mod sync;
pub(crate) mod thread;
