//! The atomics of protocols between threads. A test replaces them, to run the code in many orders of their operations.

#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::atomic::{AtomicU64, AtomicUsize};

#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::atomic::{AtomicU64, AtomicUsize};
