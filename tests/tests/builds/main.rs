//! Builds by cargo: what survives linking and pinning, documentation, commands of the README. Each test waits for the
//! locks of cargo, so that they are in a program of their own.

mod linked;
mod pinned;
mod rustdoc;
mod readme;
mod doctests;
mod one_copy;

use std::{env, path::PathBuf};

/// The directory of the profile that this program was built in.
fn profile_directory() -> PathBuf {
    let program = env::current_exe().expect("the program has a path");
    program.ancestors().nth(2).expect("the program is in a target directory").to_owned()
}
