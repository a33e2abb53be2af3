//! The directory entries on which a path depends.

use std::{
    ffi::{OsStr, OsString},
    path::{Component, Path, PathBuf},
};

use toggle_syntax::sorted::SortedSet;

/// The largest number of links that are followed, which is the kernel's limit.
const MAX_LINKS: usize = 40;

/// The directory entries that decide which file a path leads to: the file's own entry, and each symbolic link on the
/// way. All their directories must be watched. An editor replaces the file's own entry, and Kubernetes updates a
/// `ConfigMap` by replacing a link in the middle of the path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entries {
    pub(super) directories: SortedSet<PathBuf>,
    pub(super) names: SortedSet<OsString>,
    /// Whether every entry that is a [member](is_member) matters.
    pub(super) has_any: bool,
}

/// Returns whether a name in a directory of toggles is that of a toggle file.
pub(super) fn is_member(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.ends_with(b".toml") && !name.starts_with(b".")
}

impl Entries {
    /// Returns whether an entry of one of the directories matters if it has this name.
    #[cfg(feature = "follow")]
    pub(super) fn has_name(&self, name: &OsStr) -> bool {
        self.names.contains(name) || (self.has_any && is_member(name))
    }

    /// Returns the entries on which a directory and these of its files depend.
    pub(super) fn of_directory<'n>(path: &Path, names: impl IntoIterator<Item = &'n OsString>) -> Self {
        // The path of a new file covers the files that do not exist yet.
        let mut all = Self { has_any: true, ..Self::of(&path.join("new.toml")) };
        let files = names.into_iter().map(|name| Self::of(&path.join(name)));
        for entries in std::iter::once(Self::of(path)).chain(files) {
            all.directories.extend(entries.directories);
            all.names.extend(entries.names);
        }
        all
    }

    /// Returns the entries on which an absolute path depends.
    pub(super) fn of(path: &Path) -> Self {
        let mut entries = Self::default();
        let mut current = PathBuf::new();
        let mut ahead: Vec<OsString> = reversed(path);
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            match Path::new(&name).components().next() {
                Some(Component::ParentDir) => {
                    current.pop();
                    continue;
                }
                Some(Component::CurDir) | None => continue,
                Some(Component::Prefix(_) | Component::RootDir) => {
                    current.push(&name);
                    continue;
                }
                Some(Component::Normal(_)) => {}
            }
            let target = current.join(&name).read_link().ok().filter(|_| links < MAX_LINKS);
            if target.is_some() || ahead.is_empty() {
                entries.directories.insert(current.clone());
                entries.names.insert(name.clone());
            }
            match target {
                Some(target) => {
                    links += 1;
                    if target.is_absolute() {
                        current = PathBuf::new();
                    }
                    ahead.extend(reversed(&target));
                }
                None => current.push(&name),
            }
        }
        entries
    }
}

fn reversed(path: &Path) -> Vec<OsString> {
    path.components().rev().map(|component| component.as_os_str().to_owned()).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, io, os::unix::fs::symlink};

    use super::*;

    #[track_caller]
    fn check(path: &Path, root: &Path, expected: &[(&str, &str)]) {
        let entries = Entries::of(path);
        let directories = expected.iter().map(|(directory, _)| root.join(directory)).collect();
        let names = expected.iter().map(|(_, name)| OsString::from(name)).collect();
        assert_eq!(entries, Entries { directories, names, has_any: false });
    }

    fn root() -> io::Result<(tempfile::TempDir, PathBuf)> {
        let directory = tempfile::tempdir()?;
        let root = directory.path().canonicalize()?;
        Ok((directory, root))
    }

    #[test]
    fn a_plain_file_is_one_entry() -> io::Result<()> {
        let (_keep, root) = root()?;
        check(&root.join("toggles.toml"), &root, &[("", "toggles.toml")]);
        Ok(())
    }

    #[test]
    fn a_config_map_has_its_link_in_the_middle() -> io::Result<()> {
        let (_keep, root) = root()?;
        fs::create_dir(root.join("..2026"))?;
        fs::write(root.join("..2026/toggles.toml"), "#")?;
        symlink("..2026", root.join("..data"))?;
        symlink("..data/toggles.toml", root.join("toggles.toml"))?;
        let expected = [("", "toggles.toml"), ("", "..data"), ("..2026", "toggles.toml")];
        check(&root.join("toggles.toml"), &root, &expected);
        Ok(())
    }

    #[test]
    fn an_absolute_link_starts_again_at_the_root() -> io::Result<()> {
        let (_keep, root) = root()?;
        fs::create_dir(root.join("etc"))?;
        symlink(root.join("etc"), root.join("link"))?;
        check(&root.join("link/toggles.toml"), &root, &[("", "link"), ("etc", "toggles.toml")]);
        Ok(())
    }

    #[test]
    fn a_loop_ends() -> io::Result<()> {
        let (_keep, root) = root()?;
        symlink("b", root.join("a"))?;
        symlink("a", root.join("b"))?;
        check(&root.join("a"), &root, &[("", "a"), ("", "b")]);
        Ok(())
    }
}
