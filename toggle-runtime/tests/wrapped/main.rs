//! Functions whose gated code is guarded, or runs in shadow mode.

mod futures;
mod nested;
