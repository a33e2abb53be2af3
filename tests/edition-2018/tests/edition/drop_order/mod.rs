//! The drop order of temporaries in last expressions, which depends on the edition: compiled with 2018 and with 2021.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried")]

mod log;

mod asynchronous;
mod functions;
mod inside;
mod kept;
mod kept_async;
mod one_line;
