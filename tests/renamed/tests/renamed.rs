//! Every macro, used with a renamed dependency.
#![forbid(unsafe_code)]
#![deny(warnings)]

use toggles as runtime;

#[path = "../../platform-user/tests/forms/mod.rs"]
mod forms;
