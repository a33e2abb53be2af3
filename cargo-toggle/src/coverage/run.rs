//! The run of the tests.

use std::fs;

use anyhow::{Context, Result, bail};
use toggle_admin::inventory::Inventory;
use toggle_runtime::__admin::COVERAGE;

use super::covered::Recorded;
use crate::cargo;

/// Runs `cargo test` with these arguments. Returns the toggles of all programs that it builds, and the records of the
/// run.
pub(super) fn tests(arguments: &[String]) -> Result<(Inventory, Recorded)> {
    let for_cargo: Vec<&String> = arguments.iter().take_while(|argument| *argument != "--").collect();
    let programs = cargo::test_programs(&for_cargo)?;
    let target = cargo::metadata(None)?.target_directory;
    fs::create_dir_all(&target).with_context(|| format!("{target} cannot be created"))?;
    // The directory belongs to this run alone, since other runs record other tests.
    let directory = tempfile::Builder::new()
        .prefix("toggle-coverage-")
        .tempdir_in(&target)
        .with_context(|| format!("a directory cannot be created in {target}"))?;
    let status = cargo::test(arguments, &[(COVERAGE, directory.path())])?;
    if !status.success() {
        bail!("`cargo test` failed, so there is no coverage to report");
    }
    let inventory = Inventory::merged(&Inventory::open_all(programs.iter())?);
    let recorded = Recorded::read(directory.path(), &inventory.toggles)?;
    Ok((inventory, recorded))
}
