//! Every macro, by the name that the dependency has here.
#![forbid(unsafe_code)]
#![deny(warnings)]

use toggles as runtime;

#[path = "../../platform-user/tests/forms/mod.rs"]
mod forms;
