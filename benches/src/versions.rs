//! The versions of the measured packages.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::table::Table;

/// Returns a table with the versions of all measured packages.
pub(crate) fn markdown() -> Result<String> {
    let Lock { package: packages } = toml::from_str(include_str!("../Cargo.lock")).context("Cargo.lock")?;
    let Manifest { dependencies } = toml::from_str(include_str!("../peers/Cargo.toml")).context("peers/Cargo.toml")?;
    // The measured package of this repository is `toggle-runtime`.
    let peers = packages.iter().filter(|package| {
        package.name == "toggle-runtime"
            || dependencies.contains_key(&package.name) && !HELPERS.contains(&&*package.name)
    });
    let mut table = Table::new(2, &["package", "version"]);
    for package in peers {
        table.row([format!("`{}`", package.name), package.version.clone()]);
    }
    Ok(table.markdown())
}

/// The dependencies that the measurement needs but does not measure.
const HELPERS: [&str; 7] =
    ["anyhow", "async-trait", "serde_json", "tempfile", "tokio", "toggle-measure", "toggle-questions"];

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Manifest {
    dependencies: toml::Table,
}
