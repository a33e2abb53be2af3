//! Writing all files or none, also if the process is killed in between.
//!
//! The old texts go into a journal before the first file is replaced. The journal is removed after the last one. An
//! edit that finds a journal follows one that was interrupted, and takes that one back first. The journal is in the
//! root of the workspace and not among the build results, since `cargo clean` must not remove it.

use std::{
    fs::{self, File, TryLockError},
    hash::{Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::{plan::Change, vcs};

/// The name of the journal in the root of the workspace.
const JOURNAL: &str = ".cargo-toggle-retire.json";
/// The start and the end of the names of temporary files.
const TEMPORARY: (&str, &str) = (".cargo-toggle-retire-", ".tmp");

/// A file in the journal.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    old: String,
    new: String,
}

/// The files that are being replaced.
#[derive(Debug)]
pub(super) struct Transaction {
    journal: PathBuf,
    entries: Vec<Entry>,
}

/// Keeps other edits of the workspace out for as long as the returned file is open.
///
/// # Errors
///
/// Another edit is running.
pub(super) fn lock(root: &Path, target: &Path) -> Result<File> {
    // Several workspaces may share one directory of build results.
    let mut hasher = std::hash::DefaultHasher::new();
    root.hash(&mut hasher);
    let path = target.join(format!("cargo-toggle-retire-{:016x}.lock", hasher.finish()));
    fs::create_dir_all(target).with_context(|| format!("{} cannot be made", target.display()))?;
    let file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another `cargo toggle retire` edits {}; wait for it", root.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", path.display())),
    }
}

/// Returns whether an edit was interrupted, or is running.
pub(super) fn is_interrupted(root: &Path) -> bool {
    root.join(JOURNAL).exists()
}

/// Takes an interrupted edit back, unless it has been committed. Returns the number of files.
///
/// # Errors
///
/// A file has been changed since, or cannot be written. The journal stays then.
pub(super) fn recover(root: &Path) -> Result<Option<usize>> {
    let journal = root.join(JOURNAL);
    sweep(root);
    let Ok(text) = fs::read_to_string(&journal) else { return Ok(None) };
    let entries: Vec<Entry> =
        serde_json::from_str(&text).with_context(|| format!("{} cannot be understood", journal.display()))?;
    let transaction = Transaction { journal, entries };
    let count = transaction.entries.len();
    transaction.entries.iter().filter_map(|entry| entry.path.parent()).for_each(sweep);
    if transaction.is_committed() {
        transaction.finish()?;
        return Ok(None);
    }
    transaction.take_back()?;
    Ok(Some(count))
}

/// Removes the temporary files that a killed edit has left in a directory. The lock keeps other edits out meanwhile.
fn sweep(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            // A file that stays does no harm, and the next edit tries again.
            let _: std::io::Result<()> = fs::remove_file(entry.path());
        }
    }
}

impl Transaction {
    /// Replaces all files.
    ///
    /// # Errors
    ///
    /// A file has changed since it was read, or cannot be written. All files are as before then.
    pub(super) fn begin(root: &Path, changes: &[Change]) -> Result<Self> {
        let mut entries = Vec::new();
        for change in changes {
            // A link is followed, so that the link stays one.
            let path =
                fs::canonicalize(&change.path).with_context(|| format!("{} cannot be found", change.path.display()))?;
            let found = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            ensure!(found == change.old, "{} has changed in the meantime; run the command again", path.display());
            let metadata = fs::metadata(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            ensure!(!metadata.permissions().readonly(), "{} cannot be written: it is read-only", path.display());
            entries.push(Entry { path, old: change.old.clone(), new: change.new.clone() });
        }
        let journal = root.join(JOURNAL);
        let text = serde_json::to_string(&entries).context("the journal cannot be written")?;
        replace(&journal, &text)?;
        let transaction = Self { journal, entries };
        for entry in &transaction.entries {
            if let Err(error) = replace(&entry.path, &entry.new) {
                transaction.take_back().context("an edit could be taken back only in part; run the command again")?;
                return Err(error);
            }
        }
        Ok(transaction)
    }

    /// Replaces a file once more, with a text that was made after the first edit.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(super) fn refine(&mut self, path: &Path, text: String) -> Result<()> {
        let path = fs::canonicalize(path).with_context(|| format!("{} cannot be found", path.display()))?;
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.path == path) else {
            bail!("{} is not among the edited files", path.display());
        };
        let text = std::mem::replace(&mut entry.new, text);
        drop(text);
        let journal = serde_json::to_string(&self.entries).context("the journal cannot be written")?;
        replace(&self.journal, &journal)?;
        let entry = self.entries.iter().find(|entry| entry.path == path);
        entry.map_or(Ok(()), |entry| replace(&entry.path, &entry.new))
    }

    /// Returns the paths of the files.
    pub(super) fn paths(&self) -> Vec<&Path> {
        self.entries.iter().map(|entry| entry.path.as_path()).collect()
    }

    /// Checks that the files have the new texts, and nothing else.
    ///
    /// # Errors
    ///
    /// Somebody else has changed a file.
    pub(super) fn require_unchanged(&self) -> Result<()> {
        let is_changed = |entry: &&Entry| fs::read_to_string(&entry.path).ok().as_ref() != Some(&entry.new);
        match self.entries.iter().find(is_changed) {
            Some(entry) => bail!("{} was changed after the edit", entry.path.display()),
            None => Ok(()),
        }
    }

    /// Returns whether the new texts are in the last commit of git. The kill came after that commit then.
    fn is_committed(&self) -> bool {
        self.require_unchanged().is_ok() && self.entries.iter().all(|entry| vcs::is_committed(&entry.path, &entry.new))
    }

    /// Ends the edit: the new texts stay.
    ///
    /// # Errors
    ///
    /// The journal cannot be removed.
    pub(super) fn finish(self) -> Result<()> {
        fs::remove_file(&self.journal).with_context(|| format!("{} cannot be removed", self.journal.display()))
    }

    /// Brings all old texts back.
    ///
    /// # Errors
    ///
    /// Somebody else has changed a file, or a file cannot be written.
    pub(super) fn take_back(self) -> Result<()> {
        for entry in &self.entries {
            let found =
                fs::read_to_string(&entry.path).with_context(|| format!("{} cannot be read", entry.path.display()))?;
            ensure!(
                found == entry.new || found == entry.old,
                "{} was changed after an edit that was interrupted; bring it back by hand, and remove {}",
                entry.path.display(),
                self.journal.display()
            );
            if found == entry.new {
                replace(&entry.path, &entry.old)?;
            }
        }
        self.finish()
    }
}

/// Replaces a file at once: nobody sees a part of the text.
fn replace(path: &Path, text: &str) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let directory = path.parent().unwrap_or(Path::new("."));
        let mut temporary = tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(directory)?;
        temporary.write_all(text.as_bytes())?;
        if let Ok(metadata) = fs::metadata(path) {
            temporary.as_file().set_permissions(metadata.permissions())?;
        }
        temporary.as_file().sync_all()?;
        temporary.persist(path).map_err(|error| error.error)?;
        // The rename is on the disk only once the directory is.
        if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(directory: &Path) -> Vec<Change> {
        ["a.rs", "b.rs"]
            .map(|name| {
                let path = directory.join(name);
                fs::write(&path, "old").expect("the file can be written");
                Change {
                    path,
                    old: "old".to_owned(),
                    new: "new".to_owned(),
                    count: 1,
                    edited: Vec::new(),
                    package: None,
                    removed: Vec::new(),
                }
            })
            .into()
    }

    fn texts(changes: &[Change]) -> Vec<String> {
        changes.iter().map(|change| fs::read_to_string(&change.path).expect("the file is there")).collect()
    }

    #[test]
    fn all_files_are_replaced() {
        let directory = tempfile::tempdir().expect("there is a directory");
        let changes = changes(directory.path());
        Transaction::begin(directory.path(), &changes).expect("it can").finish().expect("it can");
        assert_eq!(texts(&changes), ["new", "new"]);
        assert!(!directory.path().join(JOURNAL).exists());
    }

    #[test]
    fn second_edit_at_the_same_time_is_refused() {
        let directory = tempfile::tempdir().expect("there is a directory");
        let first = lock(directory.path(), directory.path()).expect("nobody else edits");
        let error = lock(directory.path(), directory.path()).expect_err("somebody edits").to_string();
        assert!(error.starts_with("another `cargo toggle retire` edits "), "{error}");
        drop(first);
        lock(directory.path(), directory.path()).expect("the other edit has ended");
    }

    #[test]
    fn interrupted_edit_is_taken_back() {
        let directory = tempfile::tempdir().expect("there is a directory");
        let changes = changes(directory.path());
        let transaction = Transaction::begin(directory.path(), &changes).expect("it can");
        // Killed between two files.
        fs::write(&changes[1].path, "old").expect("the file can be written");
        drop(transaction);
        assert_eq!(recover(directory.path()).expect("it can"), Some(2));
        assert_eq!(texts(&changes), ["old", "old"]);
        assert_eq!(recover(directory.path()).expect("it can"), None);
    }

    #[test]
    fn work_after_an_interruption_is_kept() {
        let directory = tempfile::tempdir().expect("there is a directory");
        let changes = changes(directory.path());
        drop(Transaction::begin(directory.path(), &changes).expect("it can"));
        fs::write(&changes[0].path, "mine").expect("the file can be written");
        let error = recover(directory.path()).expect_err("a file was changed").to_string();
        assert!(error.contains("was changed after an edit that was interrupted"), "{error}");
        assert_eq!(texts(&changes)[0], "mine");
    }

    #[test]
    fn file_that_changed_in_the_meantime_stops_all() {
        let directory = tempfile::tempdir().expect("there is a directory");
        let changes = changes(directory.path());
        fs::write(&changes[1].path, "mine").expect("the file can be written");
        let error = Transaction::begin(directory.path(), &changes).expect_err("a file has changed").to_string();
        assert!(error.contains("has changed in the meantime"), "{error}");
        assert_eq!(texts(&changes), ["old", "mine"]);
    }

    #[cfg(unix)]
    #[test]
    fn linked_file_stays_linked() {
        let directory = tempfile::tempdir().expect("there is a directory");
        let mut changes = changes(directory.path());
        let link = directory.path().join("link.rs");
        std::os::unix::fs::symlink(&changes[0].path, &link).expect("a link can be made");
        changes[0].path = link.clone();
        Transaction::begin(directory.path(), &changes).expect("it can").finish().expect("it can");
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        assert_eq!(texts(&changes), ["new", "new"]);
    }
}
