//! The packages of the workspace and their Rust files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use cargo_metadata::Metadata;

use super::rewrite::Edition;

/// A package of the workspace.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) edition: Edition,
    directory: PathBuf,
}

/// The workspace that is edited.
#[derive(Debug)]
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    /// The directory of build results.
    pub(super) target: PathBuf,
    pub(super) packages: Vec<Package>,
}

impl Workspace {
    /// Reads the packages from what cargo knows. With names, only these packages are edited.
    ///
    /// # Errors
    ///
    /// There is no package of a given name.
    pub(super) fn of(metadata: &Metadata, only: &[String]) -> Result<Self> {
        let members = metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id));
        let mut packages: Vec<Package> = members
            .filter(|package| only.is_empty() || only.iter().any(|name| *name == *package.name))
            .map(|package| Package {
                name: package.name.to_string(),
                edition: if package.edition.as_str() >= "2024" { Edition::From2024 } else { Edition::Before2024 },
                directory: package.manifest_path.parent().map(Into::into).unwrap_or_default(),
            })
            .collect();
        if let Some(unknown) = only.iter().find(|name| packages.iter().all(|package| package.name != **name)) {
            bail!("there is no package `{unknown}` in this workspace");
        }
        packages.sort_by(|one, other| one.directory.cmp(&other.directory));
        Ok(Self {
            root: metadata.workspace_root.clone().into(),
            target: metadata.target_directory.clone().into(),
            packages,
        })
    }

    /// Returns the Rust files of all packages, each with its package. A file of a package inside of another one belongs
    /// to the inner one.
    pub(super) fn files(&self) -> Vec<(PathBuf, &Package)> {
        let mut files = Vec::new();
        for package in &self.packages {
            self.collect(&package.directory, package, &mut files);
        }
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        files
    }

    fn collect<'w>(&self, directory: &Path, package: &'w Package, files: &mut Vec<(PathBuf, &'w Package)>) {
        let Ok(entries) = fs::read_dir(directory) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if is_hidden || path == self.target {
                continue;
            }
            // A link to a directory may lead anywhere; a link to a file is edited where the file is.
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_directory && !path.join("Cargo.toml").exists() {
                self.collect(&path, package, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") && path.is_file() {
                files.push((path, package));
            }
        }
    }
}
