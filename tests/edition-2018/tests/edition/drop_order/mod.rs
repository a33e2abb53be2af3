//! Temporaries of last expressions, which editions drop in different orders: compiled in 2018 and in 2021.
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
