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
//! In place, the file `.new` is called `.rewrite`, and its text is written over the content of the file instead of the
//! first renaming. Killed between 2 and the end, the old content is written back, unless all of the new one is there.
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
    in_place::{self, Progress},
    keep,
    place::{Content, Place},
};
use crate::output::note;

const NEW: &str = ".new";
const OLD: &str = ".old";
const REWRITE: &str = ".rewrite";
/// Letters and digits of a change. Two of the same are as good as impossible.
const RANDOM: usize = 12;

/// The way in which the new content comes into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A new file is renamed into place.
    Rename,
    /// The file is written through its inode.
    InPlace,
}

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
pub(super) fn replace(
    place: &Place,
    old: Option<&Content>,
    text: &str,
    mut entry: Entry,
    way: Way,
) -> Result<Replaced> {
    ensure!(
        text.len() as u64 <= MAX_LEN,
        "it would be larger than {} MiB, and no program would read it",
        MAX_LEN >> 20
    );
    // Without a file, there is nothing to write through.
    let old_in_place = old.filter(|_| way == Way::InPlace);
    let mut new = temporary(place, None, if old_in_place.is_some() { REWRITE } else { NEW }, old)?;
    entry.change = change_of(place, new.path()).ok_or_else(|| anyhow!("the temporary file has no name"))?;
    entry.check()?;
    fill(&mut new, text, old)?;
    let mut kept = match old {
        Some(old) => {
            let mut kept = temporary(place, Some(&entry.change), OLD, Some(old))?;
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
    let put = match (old_in_place, &mut kept) {
        _ if !is_still => Ok(()),
        (Some(old), Some(kept)) => rewrite(place, old, text, [&mut new, kept])?,
        _ => fs::rename(new.path(), place.real()).map_err(|error| of_rename(place, error)),
    };
    if !is_still || put.is_err() {
        // If this fails, the next one has to see what it takes back.
        new.disable_cleanup(true);
        log.append(&entry.interrupted(place.real())).with_context(|| shown(&place.log()))?;
        new.disable_cleanup(false);
        put?;
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
    if old_in_place.is_some() {
        // If this fails, the next one removes it.
        let _ = fs::remove_file(new.path());
    }
    keep::sync(place.directory())
        .unwrap_or_else(|error| note(&format!("the change is made, but may not outlive a power failure: {error}")));
    Ok(Replaced::Done(entry.change))
}

/// Writes a text through the inode of a file. Where that fails, the old content is written back, and the inner result
/// says why.
///
/// # Errors
///
/// If the old content cannot be written back either. The temporary files stay then, for the next one to mend the file.
fn rewrite(place: &Place, old: &Content, text: &str, temporaries: [&mut NamedTempFile; 2]) -> Result<Result<()>> {
    let Err(error) = in_place::write(place.real(), text) else { return Ok(Ok(())) };
    if let Err(unrestored) = in_place::write(place.real(), &old.text) {
        let [new, kept] = temporaries;
        new.disable_cleanup(true);
        kept.disable_cleanup(true);
        return Err(anyhow!(
            "{}: is half written ({error}) and cannot be restored ({unrestored}); its content is in {}",
            place.real().display(),
            shown(kept.path())
        ));
    }
    Ok(Err(error).with_context(|| format!("{}: cannot be written", place.real().display())))
}

fn of_rename(place: &Place, error: io::Error) -> anyhow::Error {
    let hint = match error.kind() {
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => "; it seems to be mounted alone, so use `--in-place`",
        _ => "",
    };
    let message = format!("{}: cannot be replaced{hint}", place.real().display());
    anyhow::Error::new(error).context(message)
}

fn temporary(place: &Place, change: Option<&str>, suffix: &str, like: Option<&Content>) -> Result<NamedTempFile> {
    let mut prefix = place.name(".", ".");
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
    rewrite: Option<PathBuf>,
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
    for (change, Left { new, old, rewrite }) in &leftovers {
        if let Some(rewrite) = rewrite {
            mend_rewrite(place, change, rewrite, old.as_deref())?;
            continue;
        }
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

/// Brings a rewrite to an end that was killed: with all of the new content or with the old one.
fn mend_rewrite(place: &Place, change: &str, new: &Path, old: Option<&Path>) -> Result<()> {
    let is_logged = audit::made(&place.log(), change).with_context(|| shown(&place.log()))?.is_some();
    // Without a line in the log, no byte was written. Without the old content, all is done.
    let Some(old) = old.filter(|_| is_logged) else {
        return old.into_iter().chain([new]).try_for_each(remove);
    };
    let progress = Progress::of_files(place.real(), old, new).with_context(|| shown(place.real()))?;
    match progress {
        Progress::Done => {}
        Progress::Untouched | Progress::Half => {
            let text = fs::read_to_string(old).with_context(|| shown(old))?;
            in_place::write(place.real(), &text).with_context(|| shown(place.real()))?;
            take_back(place, change)?;
            return [old, new].into_iter().try_for_each(remove);
        }
        Progress::Foreign => take_back(place, change)?,
    }
    fs::rename(old, place.previous()).with_context(|| shown(&place.previous()))?;
    remove(new)
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
        let name = path.as_os_str().as_encoded_bytes();
        let slot = if name.ends_with(NEW.as_bytes()) {
            &mut left.new
        } else if name.ends_with(REWRITE.as_bytes()) {
            &mut left.rewrite
        } else {
            &mut left.old
        };
        *slot = Some(path);
    }
    Ok(leftovers)
}

/// The change that a temporary file belongs to, if it is one.
fn change_of(place: &Place, path: &Path) -> Option<String> {
    let prefix = place.name(".", ".");
    let rest = path.file_name()?.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    let change = [NEW, OLD, REWRITE].iter().find_map(|suffix| rest.strip_suffix(suffix.as_bytes()))?;
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
        let replaced = replace(&place, old.as_ref(), "a = true\n", scratch.entry(), Way::Rename);
        assert_eq!(replaced.expect("it can be tried"), Replaced::Overtaken);
        scratch.mended(&[("t.toml", "a = false # edited\n")], &[]);
        let replaced = replace(&place, old.as_ref(), "a = true\n", scratch.entry(), Way::InPlace);
        assert_eq!(replaced.expect("it can be tried"), Replaced::Overtaken);
        scratch.mended(&[("t.toml", "a = false # edited\n")], &[]);
    }

    #[test]
    fn rewrite_leaves_only_the_previous_content() {
        let scratch = Scratch::new();
        let place = scratch.place();
        let old = place.read().expect("it can be read");
        let replaced = replace(&place, old.as_ref(), "a = true\n", scratch.entry(), Way::InPlace);
        assert!(matches!(replaced, Ok(Replaced::Done(_))));
        scratch.mended(&[("t.toml", "a = true\n"), ("t.toml.previous", "a = false\n")], &[Action::Set]);
    }

    /// A rewrite to `a = true` that was killed when the file had this content.
    fn killed_in_rewrite(now: &str, is_logged: bool) -> Scratch {
        let scratch = Scratch::new();
        scratch.write("t.toml", now);
        scratch.write(".t.toml.abcdefghijkl.rewrite", "a = true\n");
        scratch.write(".t.toml.abcdefghijkl.old", "a = false\n");
        if is_logged {
            scratch.logged();
        }
        scratch
    }

    #[test]
    fn rewrite_killed_before_the_log_is_forgotten() {
        killed_in_rewrite("a = false\n", false).mended(&[("t.toml", "a = false\n")], &[]);
    }

    #[test]
    fn rewrite_killed_halfway_is_taken_back() {
        for now in ["a = false\n", "a = talse\n", "a = true\n\n"] {
            let scratch = killed_in_rewrite(now, true);
            scratch.mended(&[("t.toml", "a = false\n")], &[Action::Set, Action::Interrupted]);
        }
    }

    #[test]
    fn rewrite_killed_after_the_last_byte_is_done() {
        let files = [("t.toml", "a = true\n"), ("t.toml.previous", "a = false\n")];
        killed_in_rewrite("a = true\n", true).mended(&files, &[Action::Set]);
        let scratch = killed_in_rewrite("a = true\n", true);
        fs::rename(scratch.0.path().join(".t.toml.abcdefghijkl.old"), scratch.place().previous()).expect("it is there");
        scratch.mended(&files, &[Action::Set]);
    }

    #[test]
    fn rewrite_that_somebody_has_mended_stays() {
        let files = [("t.toml", "a = 3 # by hand\n"), ("t.toml.previous", "a = false\n")];
        killed_in_rewrite("a = 3 # by hand\n", true).mended(&files, &[Action::Set, Action::Interrupted]);
    }
}
