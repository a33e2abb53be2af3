//! A copy of a crate's source, unchanged or gated.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{
    crates::Crate,
    edit::{self, Mode},
};

/// A package that cargo can build.
pub(crate) struct Project {
    pub(crate) dir: PathBuf,
}

impl Project {
    /// Copies the source without its lock file, so that each copy resolves the same newest dependencies.
    pub(crate) fn copy(source: &Path, dir: PathBuf) -> Result<Self> {
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        copy_all(source, &dir).with_context(|| format!("cannot copy `{}`", source.display()))?;
        let lock = dir.join("Cargo.lock");
        if lock.exists() {
            fs::remove_file(lock)?;
        }
        let project = Self { dir };
        project.append_to_manifest("[workspace]\n")?;
        Ok(project)
    }

    /// Gates every function and adds the dependency. Returns the number of gated functions.
    pub(crate) fn gate(&self, krate: &Crate, mode: Mode, runtime: &Path) -> Result<usize> {
        let mut functions = 0;
        for folder in krate.gate {
            for file in sources(&self.dir.join(folder))? {
                functions += self.gate_file(krate, mode, &file)?;
            }
        }
        self.append_to_manifest(&format!(
            "[dependencies.toggle-runtime]\npath = {:?}\n",
            runtime.display().to_string()
        ))?;
        Ok(functions)
    }

    fn gate_file(&self, krate: &Crate, mode: Mode, file: &Path) -> Result<usize> {
        let path = file.strip_prefix(&self.dir)?.to_string_lossy().into_owned();
        if krate.leaves(&path) {
            return Ok(0);
        }
        let source = fs::read_to_string(file).with_context(|| path.clone())?;
        let gated = match edit::gate(&source, mode, |name| krate.leaves(&format!("{path}::{name}"))) {
            Ok(gated) => gated,
            // This file is a fragment for `include!`, or uses syntax of a later version of Rust.
            Err(error) => {
                eprintln!("    left alone: {path}: {error}");
                return Ok(0);
            }
        };
        fs::write(file, gated.text)?;
        Ok(gated.functions)
    }

    fn append_to_manifest(&self, text: &str) -> Result<()> {
        let path = self.dir.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        fs::write(&path, format!("{manifest}\n{text}"))?;
        Ok(())
    }
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Returns the Rust files below a directory, except the files of compile-fail tests.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !["ui", "compile-fail", "compile_fail"].contains(&&*name) {
                found.extend(sources(&path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
