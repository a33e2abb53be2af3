//! The layers of every crate, and the checker of layers itself.

mod checker;
mod workspace;
