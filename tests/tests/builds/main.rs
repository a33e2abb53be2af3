//! Builds by cargo: what survives linking and pinning, documentation, commands of the README. Each test waits for the
//! locks of cargo, so that they are in a program of their own.

mod linked;
mod pinned;
mod rustdoc;
mod readme;
mod doctests;
mod one_copy;
