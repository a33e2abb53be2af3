//! The sources and pages of a workspace, read from disk.

use std::fs;
use std::path::{Path, PathBuf};

/// Files with their paths, in the order of the paths.
#[derive(Debug, Default)]
pub struct Files(Vec<(PathBuf, String)>);

impl Files {
    /// Reads all files below `root` with this extension. Directories of build results and hidden ones are left out.
    ///
    /// # Panics
    ///
    /// A directory or file cannot be read.
    #[must_use]
    pub fn below(root: &Path, extension: &str) -> Self {
        let mut files = Self::default();
        files.add(root, extension);
        files.0.sort();
        files
    }

    /// Makes files of paths and contents, for the tests of the rules.
    #[must_use]
    pub fn from_texts(texts: &[(&str, &str)]) -> Self {
        Self(texts.iter().map(|(path, text)| (path.into(), (*text).to_owned())).collect())
    }

    /// Leaves out the files whose path contains this directory.
    #[must_use]
    pub fn without(mut self, directory: &str) -> Self {
        self.0.retain(|(path, _)| !path.to_string_lossy().replace('\\', "/").contains(directory));
        self
    }

    /// Returns whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns each file with its path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// Returns each line with its place, `path:line`.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (String, &str)> {
        self.iter().flat_map(|(path, text)| {
            text.lines().enumerate().map(move |(index, line)| (format!("{}:{}", path.display(), index + 1), line))
        })
    }

    fn add(&mut self, directory: &Path, extension: &str) {
        let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
        for entry in entries {
            let path = entry.expect("a directory can be listed to its end").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                self.add(&path, extension);
            } else if path.extension().is_some_and(|found| found == extension) && path.is_file() {
                let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                self.0.push((path, text));
            }
        }
    }
}
