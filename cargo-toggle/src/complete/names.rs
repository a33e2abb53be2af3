//! The names to suggest: names in the files of a command line, and in programs that are already built.
//!
//! A lookup never builds and never waits: it skips files that are not regular, and gives up after a moment.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    sync::{OnceLock, mpsc},
    thread,
    time::{Duration, SystemTime},
};

use toggle_admin::{
    edit::{Entries, Section},
    inventory::Inventory,
    settings,
    toggle_file::ToggleFile,
};
use toggle_syntax::{Type, name};

/// The longest wait after a key press.
const PATIENCE: Duration = Duration::from_secs(1);
/// The number of built programs that are read, the newest first.
const MOST_PROGRAMS: usize = 4;
/// The profiles whose directories are searched.
const PROFILES: [&str; 2] = ["debug", "release"];

/// The names, sorted.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) toggles: Vec<String>,
    pub(super) environments: Vec<String>,
    pub(super) segments: Vec<String>,
}

/// The names of a command line, looked up on the first use.
#[derive(Debug)]
pub(super) struct Lookup {
    words: Vec<OsString>,
    names: OnceLock<Names>,
}

#[derive(Default)]
struct Candidates {
    toggles: BTreeSet<String>,
    environments: BTreeSet<String>,
    segments: BTreeSet<String>,
}

impl Lookup {
    /// Returns the lookup for the words of a command line.
    pub(super) fn of(words: &[OsString]) -> Self {
        Self { words: words.to_vec(), names: OnceLock::new() }
    }

    /// Returns the names, or none if the lookup takes too long.
    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let (sender, found) = mpsc::channel();
            let words = self.words.clone();
            // The thread ends with the process, which ends soon after this wait.
            thread::spawn(move || sender.send(look_up(&words)));
            found.recv_timeout(PATIENCE).unwrap_or_default()
        })
    }
}

fn look_up(words: &[OsString]) -> Names {
    let mut found = Candidates::default();
    let named = settings::named();
    let mut files = of_options(words, &["--file", "--config"]);
    files.extend(others(words).filter(|path| path.extension().is_some_and(|extension| extension == "toml")));
    if files.is_empty() {
        let variable = std::env::var_os(toggle_runtime::__admin::FILE).filter(|file| !file.is_empty());
        files.extend(variable.map(PathBuf::from).or(named.file));
    }
    for file in &files {
        found.add_file(file);
    }
    let mut programs = of_options(words, &["--binary"]);
    programs.extend(others(words).filter(|path| path.extension().is_none_or(|extension| extension != "toml")));
    programs.retain(|path| path.is_file());
    if programs.is_empty() {
        programs = built();
    }
    for program in &programs {
        found.add_program(program);
    }
    found.environments.extend(named.environments);
    let all =
        |names: BTreeSet<String>, is_fit: fn(&str) -> bool| names.into_iter().filter(|name| is_fit(name)).collect();
    Names {
        toggles: all(found.toggles, |name| name::check(name).is_ok()),
        environments: all(found.environments, is_plain),
        segments: all(found.segments, is_plain),
    }
}

/// Returns whether a name has no special meaning to any shell.
fn is_plain(name: &str) -> bool {
    let is_fit = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    !name.is_empty() && !name.starts_with('-') && name.chars().all(is_fit)
}

/// Returns the values of these options, as `--file a` or `--file=a`.
fn of_options(words: &[OsString], options: &[&str]) -> Vec<PathBuf> {
    let mut values = Vec::new();
    let mut is_value = false;
    for word in words {
        let text = word.to_string_lossy();
        match text.split_once('=') {
            Some((option, value)) if options.contains(&option) => values.push(value.into()),
            _ if text.starts_with('-') => is_value = options.contains(&&*text),
            _ if is_value => values.push(word.into()),
            _ => {}
        }
    }
    values
}

/// Returns the words that may be files: neither options nor the subcommand.
fn others(words: &[OsString]) -> impl Iterator<Item = PathBuf> {
    let words = words.iter().skip(2).filter(|word| !word.as_encoded_bytes().starts_with(b"-"));
    words.map(PathBuf::from).filter(|path| path.is_file())
}

impl Candidates {
    /// Adds the names in a toggle file or in a directory of such files.
    fn add_file(&mut self, path: &Path) {
        for file in ToggleFile::named(path.to_owned()).files().unwrap_or_default() {
            let entries = file.text().and_then(|text| Entries::read(&text, |_| Type::OnOff).ok());
            let Some(entries) = entries else { continue };
            let environments: Vec<String> = entries.environments().map(str::to_owned).collect();
            for section in
                std::iter::once(None).chain(environments.iter().map(|environment| Some(environment.as_str())))
            {
                let Some(Section { toggles, segments, .. }) = entries.section(section) else { continue };
                self.toggles.extend(toggles.keys().cloned());
                self.segments.extend(segments.keys().cloned());
            }
            self.environments.extend(environments);
        }
    }

    /// Adds the toggles of a program, or of a saved list.
    fn add_program(&mut self, path: &Path) {
        let toggles = Inventory::open(path).map(|inventory| inventory.toggles).unwrap_or_default();
        self.toggles.extend(toggles.into_iter().map(|toggle| toggle.name));
    }
}

/// Returns the programs of this package or workspace that were built last.
fn built() -> Vec<PathBuf> {
    let Ok(here) = std::env::current_dir() else { return Vec::new() };
    let of_workspace = || {
        let manifests = here.ancestors().filter(|directory| directory.join("Cargo.toml").is_file());
        manifests.map(|directory| directory.join("target")).find(|target| target.is_dir())
    };
    let target = std::env::var_os("CARGO_TARGET_DIR").map(|target| here.join(target)).or_else(of_workspace);
    let entries = target.into_iter().flat_map(|target| PROFILES.map(|profile| target.join(profile)));
    let entries = entries.filter_map(|directory| fs::read_dir(directory).ok()).flatten().flatten();
    let program = |entry: fs::DirEntry| {
        let metadata = entry.metadata().ok()?;
        let path = entry.path();
        is_program(&path, &metadata).then(|| (metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), path))
    };
    let mut programs: Vec<(SystemTime, PathBuf)> = entries.filter_map(program).collect();
    programs.sort_by(|one, other| other.cmp(one));
    programs.into_iter().take(MOST_PROGRAMS).map(|(_, path)| path).collect()
}

#[cfg(unix)]
fn is_program(path: &Path, metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    metadata.is_file() && metadata.permissions().mode() & 0o111 != 0 && path.extension().is_none()
}

#[cfg(not(unix))]
fn is_program(path: &Path, metadata: &Metadata) -> bool {
    metadata.is_file() && path.extension().is_some_and(|extension| extension == "exe")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_options_are_found() {
        let words: Vec<OsString> =
            ["x", "diff", "--config", "a", "b", "--file=c", "--binary", "d", "--file"].map(Into::into).to_vec();
        let paths = |options: &[&str]| -> Vec<String> {
            of_options(&words, options).iter().map(|path| path.display().to_string()).collect()
        };
        assert_eq!(paths(&["--file", "--config"]), ["a", "b", "c"]);
        assert_eq!(paths(&["--binary"]), ["d"]);
    }

    #[test]
    fn name_with_meaning_to_a_shell_is_not_plain() {
        for name in ["production", "eu-west_1.a", "é"] {
            assert!(is_plain(name), "{name}");
        }
        for name in ["", "-x", "$(reboot)", "a b", "a;b", "a\u{1b}", "'", "a`b"] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
