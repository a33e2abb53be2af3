//! The published source of a crate, taken from the registry.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

use crate::crates::Crate;

/// Returns the directory with the unpacked crate, after cargo has fetched it as a dependency.
pub(crate) fn source(krate: &Crate, work: &Path) -> Result<PathBuf> {
    if let Some(found) = unpacked(krate)? {
        return Ok(found);
    }
    let package = work.join("fetch").join(krate.name);
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{} = {{ version = \"={}\", default-features = false }}\n",
        krate.name, krate.version
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    let status = Command::new("cargo").arg("fetch").current_dir(&package).status().context("cannot run cargo")?;
    ensure!(status.success(), "cargo fetch failed");
    unpacked(krate)?.context("not in cargo's registry after it was fetched")
}

fn unpacked(krate: &Crate) -> Result<Option<PathBuf>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo"))).context("no home directory")?;
    let registries = home.join("registry/src");
    if !registries.is_dir() {
        return Ok(None);
    }
    for registry in fs::read_dir(&registries).with_context(|| registries.display().to_string())? {
        let found = registry?.path().join(format!("{}-{}", krate.name, krate.version));
        if found.is_dir() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
