//! The drop order of temporaries in last expressions, which depends on the edition: compiled with edition 2015.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried")]

#[path = "../../../edition-2018/tests/edition/drop_order/log.rs"]
mod log;

#[path = "../../../edition-2018/tests/edition/drop_order/functions.rs"]
mod functions;
#[path = "../../../edition-2018/tests/edition/drop_order/inside.rs"]
mod inside;
#[path = "../../../edition-2018/tests/edition/drop_order/kept.rs"]
mod kept;
#[path = "../../../edition-2018/tests/edition/drop_order/one_line.rs"]
mod one_line;
