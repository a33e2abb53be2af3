//! A directory of TOML files, read whole and followed as one source.

use std::{
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread::sleep,
    time::{Duration, Instant},
};

use toggle_rules::read::{too_long_together, too_many_files};
use toggle_syntax::sorted::SortedSet;

use crate::{
    base::{
        lock::{Mutex, MutexGuard},
        thread,
    },
    model::{error::SourceError, problem::Problem},
    source::{
        Names, Source, States, Updates,
        file::{
            content::{Content, is_toml},
            follow::{self, Followed, Found},
            held::Held,
            links::{Entries, is_member},
            look::Look,
            settle::{self, First},
            turn::{PATIENCE, Turn},
        },
    },
};

/// The largest number of looks at a directory whose files change all the time. After that, the last look applies.
const ROUNDS: usize = 5;

pub(crate) struct DirectorySource {
    /// The path as the user gave it, for messages.
    shown: PathBuf,
    /// Absolute, so that a change of the working directory does not matter.
    path: PathBuf,
    settle: Duration,
    /// The environment in which the program runs.
    environment: Option<String>,
    names: OnceLock<Names>,
    /// Whether the first reading fails if a file of the directory is broken.
    is_required: bool,
    held: Mutex<Held>,
    turn: Turn,
}

/// The way in which a look waits until files have settled.
#[derive(Clone, Copy)]
enum Waiting<'s> {
    /// A wait for as long as the modification time of each file requires, for a caller that needs the result.
    Shortly,
    /// A wait for the settle time, which ends early when this function returns true.
    Until(&'s dyn Fn() -> bool),
}

impl DirectorySource {
    pub(crate) fn new(shown: &Path, path: PathBuf, settle: Duration, environment: Option<String>) -> Self {
        Self {
            shown: shown.to_owned(),
            path,
            settle,
            environment,
            names: OnceLock::new(),
            is_required: false,
            held: Mutex::default(),
            turn: Turn::default(),
        }
    }

    /// Makes the first reading fail if a file of the directory is broken.
    pub(crate) fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// Locks the known state. Returns `None` in a forked child for which it stays locked; the child then knows no
    /// files.
    fn held(&self) -> Option<MutexGuard<'_, Held>> {
        self.held.try_lock_for(PATIENCE)
    }

    fn known(&self) -> Held {
        self.held().map(|held| held.clone()).unwrap_or_default()
    }

    fn keep(&self, held: Held) {
        if let Some(mut known) = self.held() {
            *known = held;
        }
    }

    fn shown(&self, name: &OsStr) -> String {
        self.shown.join(name).display().to_string()
    }

    /// Makes states of the text of a file.
    fn states_of(&self, name: &OsStr, text: &str) -> Result<States, SourceError> {
        let _turn = self.turn.take();
        States::of_file(text, &self.shown(name), self.environment.as_deref(), self.names.get())
    }

    /// Returns the states of all files, each from its last good text, with the problems of broken files.
    fn states(&self, held: &Held) -> States {
        let good = held.files.iter().filter_map(|(name, member)| {
            let states = self.states_of(name, member.good.as_deref()?).ok()?;
            Some((self.shown(name).into(), states))
        });
        let mut states = States::of_files(good);
        for (name, fault) in held.faults() {
            let source = format!("file {}", self.shown(name));
            states.report(Problem::SourceFailed { source, error: fault.to_owned() });
        }
        states
    }

    /// Updates the known state, and returns whether it has changed.
    ///
    /// Files that belong together may be replaced one after the other, or by one link during a look. So the files
    /// only count when a second look finds no change.
    ///
    /// # Errors
    ///
    /// Returns an error if the directory cannot be read or has no files. The known state of files stays.
    fn look_at_files(&self, held: &mut Held, waiting: Waiting<'_>) -> Result<bool, String> {
        let mut is_changed = false;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let names = names(&self.path)?;
            let changed = self.changed(held, &names)?;
            let has_removed = held.files.keys().any(|name| !names.contains(name));
            if changed.is_empty() && !has_removed {
                return Ok(is_changed);
            }
            is_changed = true;
            let has_settled_all = self.take(held, changed, waiting);
            if has_removed {
                let names = self.remaining(start, waiting, names)?;
                held.files.retain(|name, _| names.contains(name));
            }
            if !has_settled_all {
                break;
            }
        }
        Ok(is_changed)
    }

    /// Looks at each file, and returns the files that differ from their known state.
    fn changed(&self, held: &mut Held, names: &SortedSet<OsString>) -> Result<Vec<(OsString, First)>, String> {
        let mut changed = Vec::new();
        let mut len = 0;
        for name in names {
            let path = self.path.join(name);
            let look = Look::at(&path);
            if let Content::Text(text) = &look.seen.content {
                len += text.len() as u64;
            }
            too_long_together(len).map_or(Ok(()), Err)?;
            let known = held.files.get_mut(name);
            match known {
                Some(member) if member.taken == Some(look.seen.content.fingerprint()) => {
                    member.identity = look.seen.identity();
                }
                known => {
                    let known = known.and_then(|member| member.identity);
                    // The process may not have enough descriptors for all files.
                    let look = look.without_file();
                    changed.push((name.clone(), First { path, look, known }));
                }
            }
        }
        Ok(changed)
    }

    /// Waits until the changed files settle, and takes their contents. Returns whether each of them has settled.
    fn take(&self, held: &mut Held, changed: Vec<(OsString, First)>, waiting: Waiting<'_>) -> bool {
        let (names, firsts): (Vec<_>, Vec<_>) = changed.into_iter().unzip();
        let settled = match waiting {
            Waiting::Shortly => {
                let settled = |first: First| settle::read(&first.path, self.settle, is_toml).ok();
                firsts.into_iter().map(settled).collect()
            }
            Waiting::Until(stop) => {
                let start = Instant::now();
                let too_long = settle::patience(self.settle);
                settle::wait_all(firsts, self.settle, is_toml, || stop() || start.elapsed() > too_long)
            }
        };
        let has_settled_all = settled.iter().all(Option::is_some);
        for (name, settled) in names.into_iter().zip(settled) {
            let text_is_good = |text: &str| self.states_of(&name, text).map(drop).map_err(|error| error.to_string());
            let mut member = held.files.remove(&name).unwrap_or_default();
            member.take(settled, text_is_good);
            held.files.insert(name, member);
        }
        has_settled_all
    }

    /// Waits until the settle time has passed since some files were missing, and returns the existing files after it:
    /// a writer may remove a file before it puts the new one in place.
    fn remaining(
        &self,
        start: Instant,
        waiting: Waiting<'_>,
        names_before: SortedSet<OsString>,
    ) -> Result<SortedSet<OsString>, String> {
        let Waiting::Until(stop) = waiting else { return Ok(names_before) };
        while start.elapsed() < self.settle && !stop() {
            sleep(self.settle.saturating_sub(start.elapsed()).clamp(settle::MIN_NAP, settle::NAP));
        }
        names(&self.path)
    }
}

/// Returns the names of the files of a directory.
///
/// # Errors
///
/// Returns an error if the directory cannot be read, or has no files or too many.
pub(crate) fn names(path: &Path) -> Result<SortedSet<OsString>, String> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotADirectory => format!("cannot be read: {error}; add a file with `file`"),
        _ => format!("cannot be read: {error}"),
    };
    let mut names = SortedSet::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if is_member(&name) {
            names.insert(name);
        }
        too_many_files(names.len()).map_or(Ok(()), Err)?;
    }
    if names.is_empty() {
        return Err("has no file `*.toml`; to set no toggle, write a comment into one".to_owned());
    }
    Ok(names)
}

impl Source for DirectorySource {
    fn name(&self) -> String {
        format!("directory {}", self.shown.display())
    }

    fn set_names(&self, names: Names) {
        self.names.get_or_init(|| names);
    }

    fn read(&self) -> Result<States, SourceError> {
        let mut held = self.known();
        held.reported = None;
        let looked = self.look_at_files(&mut held, Waiting::Shortly);
        let is_first = !held.is_read;
        if let Err(error) = looked {
            self.keep(held);
            return Err(error.into());
        }
        if let Some((name, fault)) = held.faults().next().filter(|_| is_first && self.is_required) {
            return Err(format!("{}: {fault}", self.shown(name)).into());
        }
        held.is_read = true;
        let states = self.states(&held);
        self.keep(held);
        Ok(states)
    }

    fn follow(self: Arc<Self>, updates: Updates) -> Result<(), SourceError> {
        thread::spawn("toggle-directory", move || follow::follow(&*self, &updates))?;
        Ok(())
    }
}

impl Followed for DirectorySource {
    fn entries(&self) -> Entries {
        let names = names(&self.path).unwrap_or_default();
        Entries::of_directory(&self.path, &names)
    }

    fn look(&self, updates: &Updates) -> Found {
        let reading = updates.reading();
        let mut held = self.known();
        let stop = || updates.is_closed();
        let looked = self.look_at_files(&mut held, Waiting::Until(&stop));
        if updates.is_closed() {
            return Found::Nothing;
        }
        let is_changed = looked.as_ref().is_ok_and(|is_changed| *is_changed);
        let result = looked.map(drop);
        if held.reported.as_ref() == Some(&result) && !is_changed {
            // The identities may have changed.
            self.keep_unless_outdated(held, &reading);
            return Found::Nothing;
        }
        let has_restless = held.files.values().any(|member| member.taken.is_none());
        held.is_read |= result.is_ok();
        held.reported = Some(result.clone());
        let states = result.map(|()| self.states(&held));
        if !self.keep_unless_outdated(held, &reading) {
            // The content that the reload has read counts, and files may have changed since.
            return Found::Replaced;
        }
        match states {
            Ok(states) => reading.states(states),
            Err(fault) => reading.failed(fault),
        }
        if reading.is_outdated() {
            if let Some(mut held) = self.held() {
                held.reported = None;
            }
            return Found::Replaced;
        }
        // A file that keeps changing does not show that the watch has missed something.
        if has_restless { Found::Nothing } else { Found::Changed }
    }
}

impl DirectorySource {
    /// Keeps the result of a reading by the follower, unless a reload has read the files since. Returns whether the
    /// result was kept.
    fn keep_unless_outdated(&self, held: Held, reading: &Updates) -> bool {
        let is_current = !reading.is_outdated();
        if is_current {
            self.keep(held);
        }
        is_current
    }
}

#[cfg(all(test, unix))]
mod tests;
