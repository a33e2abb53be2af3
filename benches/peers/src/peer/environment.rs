//! A toggle in an environment variable, which each check reads.

use std::env;

use anyhow::{Result, ensure};
use toggle_measure::{Case, Flips};

/// The variable of the toggle. The report sets it to `off`.
const NAME: &str = "PEER_NEW_CHECKOUT";

#[inline(never)]
fn ask() -> bool {
    env::var(NAME).is_ok_and(|value| value == "on")
}

pub(crate) fn checks() -> Result<Vec<Case>> {
    ensure!(env::var_os(NAME).is_some(), "{NAME} has to be set, to `off`");
    let case = Case::new("`std`", "`env::var`", ask).flips(Flips::Each);
    Ok(vec![case.note("flips by `set_var`, which is `unsafe`")])
}
