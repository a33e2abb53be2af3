//! Replacing a file so that it is at every instant the old or the new one, whole, with a log that agrees with it.
//!
//! Under the lock, in this order:
//!
//! 1. The new content is written to a temporary file `.NAME.CHANGE.new` beside the file, the old content to
//!    `.NAME.CHANGE.old`; both are synced. `CHANGE` is random.
//! 2. The log gets a line with `CHANGE`, and is synced.
//! 3. The file is still what was read? An editor takes no lock. If not: take back the line, start over.
//! 4. `.new` is renamed to the file, `.old` to `NAME.previous`, and the directory is synced.
//!
//! Who is killed on the way leaves temporary files, from which the next one under the lock sees how far it came
//! ([`mend`]): with a `.new`, the file was not changed, so that a line of the log with this `CHANGE` is taken back by one
//! that says `interrupted`; with an `.old` alone it was, and only the last renaming is missing.
//!
//! Between 3 and 4, nothing but a few microseconds is in the way of an editor: what it writes in there is replaced.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, ensure};
use tempfile::NamedTempFile;
use toggle_runtime::__tool::MAX_LEN;

use super::{
    audit::{self, Entry, Log},
    keep,
    place::{Content, Place},
};
use crate::output::note;

const NEW: &str = ".new";
const OLD: &str = ".old";
/// Letters and digits of a change. Two of the same are as good as impossible.
const RANDOM: usize = 12;

/// What has become of a change.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Replaced {
    /// It is made; this is how the log calls it.
    Done(String),
    /// Somebody else has written the file in the meantime. Nothing was changed.
    Overtaken,
}

/// Replaces a file, of which this is the content, if there is one. Only for who holds the lock.
///
/// # Errors
///
/// If it cannot be replaced. It is not changed then, nor are its previous content and the log, except for two lines the
/// second of which takes back the first where that was already written.
pub(super) fn replace(place: &Place, old: Option<&Content>, text: &str, mut entry: Entry) -> Result<Replaced> {
    ensure!(
        text.len() as u64 <= MAX_LEN,
        "it would be larger than {} MiB, and no program would read it",
        MAX_LEN >> 20
    );
    let mut new = temporary(place, None, old)?;
    entry.change = change_of(place, new.path()).ok_or_else(|| anyhow!("the temporary file has no name"))?;
    entry.check()?;
    fill(&mut new, text, old)?;
    let mut kept = match old {
        Some(old) => {
            let mut kept = temporary(place, Some(&entry.change), Some(old))?;
            fill(&mut kept, &old.text, Some(old))?;
            Some(kept)
        }
        None => None,
    };
    let mut log = open_log(place, old)?;
    if !place.is_still(old) {
        return Ok(Replaced::Overtaken);
    }
    log.append(&entry).with_context(|| shown(&place.log()))?;
    let is_still = place.is_still(old);
    let renamed = if is_still { fs::rename(new.path(), place.real()) } else { Ok(()) };
    if !is_still || renamed.is_err() {
        // If this fails, the next one has to see what it takes back.
        new.disable_cleanup(true);
        log.append(&entry.interrupted(place.real())).with_context(|| shown(&place.log()))?;
        new.disable_cleanup(false);
        renamed.with_context(|| format!("{}: cannot be replaced", place.real().display()))?;
        return Ok(Replaced::Overtaken);
    }
    new.disable_cleanup(true);
    if let Some(kept) = &mut kept {
        // From here on it is for the next one to finish, if it has to be.
        kept.disable_cleanup(true);
        fs::rename(kept.path(), place.previous()).unwrap_or_else(|error| {
            note(&format!("the change is made; what was there is in {} ({error})", shown(kept.path())));
        });
    }
    keep::sync(place.directory())
        .unwrap_or_else(|error| note(&format!("the change is made, but may not outlive a power failure: {error}")));
    Ok(Replaced::Done(entry.change))
}

fn temporary(place: &Place, change: Option<&str>, like: Option<&Content>) -> Result<NamedTempFile> {
    let (mut prefix, suffix) = (place.name(".", "."), if change.is_some() { OLD } else { NEW });
    prefix.push(change.unwrap_or_default());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(suffix).rand_bytes(if change.is_some() { 0 } else { RANDOM });
    #[cfg(unix)]
    if like.is_none() {
        // A new file is for whom the user's mask says; one that is there is for whom its mode says, once it is complete.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let _ = like;
    builder
        .tempfile_in(place.directory())
        .with_context(|| format!("no file can be made in {}", shown(place.directory())))
}

fn fill(file: &mut NamedTempFile, text: &str, like: Option<&Content>) -> Result<()> {
    let written = file.as_file_mut().write_all(text.as_bytes()).and_then(|()| {
        let Some(like) = like else { return Ok(()) };
        keep::owner(file.as_file(), &like.metadata)
            .map_err(|error| io::Error::new(error.kind(), format!("the file's owner cannot be kept: {error}")))?;
        file.as_file().set_permissions(like.metadata.permissions())
    });
    written.and_then(|()| file.as_file().sync_all()).with_context(|| shown(file.path()))
}

fn open_log(place: &Place, like: Option<&Content>) -> Result<Log> {
    let path = place.log();
    let log = Log::open(&path, like.map(|like| &like.metadata)).with_context(|| shown(&path))?;
    if log.cut > 0 {
        note(&format!("{}: its last line had no end; {} bytes taken off", shown(&path), log.cut));
    }
    Ok(log)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Which temporary files are there, by change.
type Leftovers = BTreeMap<String, Left>;

#[derive(Debug, Default)]
struct Left {
    new: Option<PathBuf>,
    old: Option<PathBuf>,
}

/// Whether somebody is changing the file, or was killed while doing so.
///
/// # Errors
///
/// If the directory cannot be read.
pub(super) fn is_unfinished(place: &Place) -> Result<bool> {
    Ok(!leftovers(place)?.is_empty())
}

/// Brings to an end what was killed. Only for who holds the lock.
///
/// # Errors
///
/// If that is not possible. What is not done then is left for the next one.
pub(super) fn mend(place: &Place) -> Result<()> {
    let leftovers = leftovers(place)?;
    for (change, Left { new, old }) in &leftovers {
        match (new, old) {
            (Some(new), old) => {
                take_back(place, change)?;
                old.iter().chain([new]).try_for_each(|path| remove(path))?;
            }
            (None, Some(old)) => {
                let previous = place.previous();
                fs::rename(old, &previous).with_context(|| shown(&previous))?;
            }
            (None, None) => {}
        }
    }
    if !leftovers.is_empty() {
        keep::sync(place.directory()).with_context(|| shown(place.directory()))?;
    }
    Ok(())
}

fn take_back(place: &Place, change: &str) -> Result<()> {
    let path = place.log();
    let Some(entry) = audit::made(&path, change).with_context(|| shown(&path))? else { return Ok(()) };
    open_log(place, None)?.append(&entry.interrupted(place.real())).with_context(|| shown(&path))?;
    note(&format!("a change of `{}` was interrupted and did not take place; the audit log says so now", entry.toggle));
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).with_context(|| shown(path)),
        _ => Ok(()),
    }
}

fn leftovers(place: &Place) -> Result<Leftovers> {
    let directory = place.directory();
    let mut leftovers = Leftovers::new();
    for found in fs::read_dir(directory).with_context(|| shown(directory))? {
        let path = found.with_context(|| shown(directory))?.path();
        let Some(change) = change_of(place, &path) else { continue };
        let left = leftovers.entry(change).or_default();
        if path.as_os_str().as_encoded_bytes().ends_with(NEW.as_bytes()) {
            left.new = Some(path);
        } else {
            left.old = Some(path);
        }
    }
    Ok(leftovers)
}

/// The change that a temporary file belongs to, if it is one.
fn change_of(place: &Place, path: &Path) -> Option<String> {
    let prefix = place.name(".", ".");
    let rest = path.file_name()?.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    let change = rest.strip_suffix(NEW.as_bytes()).or_else(|| rest.strip_suffix(OLD.as_bytes()))?;
    let is_one = change.len() == RANDOM && change.iter().all(u8::is_ascii_alphanumeric);
    is_one.then(|| String::from_utf8_lossy(change).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::audit::Action;

    const CHANGE: &str = "abcdefghijkl";

    struct Scratch(tempfile::TempDir);

    impl Scratch {
        fn new() -> Self {
            let scratch = Self(tempfile::tempdir().expect("a directory can be made"));
            scratch.write("t.toml", "a = false\n");
            scratch
        }

        fn write(&self, name: &str, content: &str) {
            fs::write(self.0.path().join(name), content).expect("a file can be written");
        }

        fn place(&self) -> Place {
            Place::resolve(&self.0.path().join("t.toml"), false).expect("the file is there")
        }

        /// The files and what is in them, but for the log.
        fn files(&self) -> Vec<(String, String)> {
            let files = fs::read_dir(self.0.path()).expect("the directory can be read").map(|file| {
                let path = file.expect("the directory can be read").path();
                let name = path.file_name().expect("it has one").to_string_lossy().into_owned();
                (name, fs::read_to_string(path).expect("it can be read"))
            });
            let mut files: Vec<_> = files.filter(|(name, _)| name != "t.toml.audit.jsonl").collect();
            files.sort();
            files
        }

        fn log(&self) -> Vec<Action> {
            let log = fs::read_to_string(self.place().log()).unwrap_or_default();
            let entry = |line| serde_json::from_str::<Entry>(line).expect("a line is an entry");
            log.lines().map(|line| entry(line).action).collect()
        }

        fn entry(&self) -> Entry {
            Entry { change: CHANGE.to_owned(), ..Entry::new(Action::Set, "a", self.place().real()) }
        }

        /// Writes the line of a change that was killed later on.
        fn logged(&self) {
            open_log(&self.place(), None).and_then(|mut log| log.append(&self.entry())).expect("it can be written");
        }

        #[track_caller]
        fn mended(&self, files: &[(&str, &str)], log: &[Action]) {
            for _ in 0..2 {
                mend(&self.place()).expect("it can be mended");
                let owned = files.iter().map(|&(name, content)| (name.to_owned(), content.to_owned()));
                assert_eq!((self.files(), self.log()), (owned.collect(), log.to_vec()));
            }
        }
    }

    #[test]
    fn killed_before_the_log() {
        let scratch = Scratch::new();
        scratch.write(".t.toml.abcdefghijkl.new", "a = tr");
        scratch.mended(&[("t.toml", "a = false\n")], &[]);
        scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
        scratch.write(".t.toml.abcdefghijkl.old", "a = fa");
        scratch.mended(&[("t.toml", "a = false\n")], &[]);
    }

    #[test]
    fn killed_after_the_log() {
        let scratch = Scratch::new();
        scratch.logged();
        scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
        scratch.write(".t.toml.abcdefghijkl.old", "a = false\n");
        scratch.mended(&[("t.toml", "a = false\n")], &[Action::Set, Action::Interrupted]);
    }

    #[test]
    fn killed_while_it_is_taken_back() {
        let scratch = Scratch::new();
        scratch.logged();
        let entry = scratch.entry().interrupted(scratch.place().real());
        open_log(&scratch.place(), None).and_then(|mut log| log.append(&entry)).expect("it can be written");
        scratch.write(".t.toml.abcdefghijkl.new", "a = true\n");
        scratch.mended(&[("t.toml", "a = false\n")], &[Action::Set, Action::Interrupted]);
    }

    #[test]
    fn killed_after_the_change() {
        let scratch = Scratch::new();
        scratch.logged();
        scratch.write("t.toml", "a = true\n");
        scratch.write("t.toml.previous", "# long ago\n");
        scratch.write(".t.toml.abcdefghijkl.old", "a = false\n");
        scratch.mended(&[("t.toml", "a = true\n"), ("t.toml.previous", "a = false\n")], &[Action::Set]);
    }

    #[test]
    fn what_others_have_left_stays() {
        let scratch = Scratch::new();
        let others = [".t.toml.swp", ".t.toml.abc.new", ".t.toml.abcdefghijk-.new", ".other.toml.abcdefghijkl.new"];
        for name in others {
            scratch.write(name, "x");
        }
        let before = scratch.files();
        mend(&scratch.place()).expect("there is nothing to mend");
        assert_eq!(scratch.files(), before);
    }

    #[test]
    fn who_was_overtaken_changes_nothing() {
        let scratch = Scratch::new();
        let place = scratch.place();
        let old = place.read().expect("it can be read");
        scratch.write("t.toml", "a = false # edited\n");
        let replaced = replace(&place, old.as_ref(), "a = true\n", scratch.entry()).expect("it can be tried");
        assert_eq!(replaced, Replaced::Overtaken);
        scratch.mended(&[("t.toml", "a = false # edited\n")], &[]);
    }
}
