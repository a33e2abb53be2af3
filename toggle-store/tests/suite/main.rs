//! The engines of this crate, held to the suite for all engines.

#[cfg(feature = "file")]
mod file;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "file")]
mod killed;
