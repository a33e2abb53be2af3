//! Snapshots of a configuration's entries, to compare them: two states with rules may print the same.

use std::collections::BTreeMap;

use toggle_syntax::Type;

use crate::{
    edit::{Entries, Section},
    toggle_file::ToggleFile,
};

/// The entry of a toggle, with everything in the file that its rules use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntrySnapshot {
    /// The entry on one line; empty if there is none.
    pub text: String,
    /// Whether it is a table. A printed state does not show all of a table.
    pub is_table: bool,
    /// The segments that the rules name, with their conditions.
    pub segments: BTreeMap<String, String>,
    /// The attributes that the file declares.
    pub attributes: BTreeMap<String, String>,
}

/// The entries of files and directories at one time.
#[derive(Debug)]
pub struct Snapshot {
    /// The files that can be read, highest first, as they are shown.
    files: Vec<(String, Section)>,
    /// Whether a file could not be read, for example because another process is writing it.
    is_partial: bool,
}

impl Snapshot {
    /// Reads the entries of files and directories, the highest first, as a program in this environment does.
    pub fn at(files: &[ToggleFile], environment: Option<&str>, ty: impl Fn(&str) -> Type) -> Self {
        let files: Vec<_> = files.iter().map(ToggleFile::files).collect();
        let mut look = Self { files: Vec::new(), is_partial: files.iter().any(Result::is_err) };
        for file in files.into_iter().flat_map(Result::unwrap_or_default) {
            match file.text().and_then(|text| Entries::read(&text, &ty).ok()) {
                Some(entries) => {
                    look.files.push((file.path().display().to_string(), entries.in_environment(environment)));
                }
                None => look.is_partial = true,
            }
        }
        look
    }

    /// Returns the entry of a toggle from the file that the runtime names, or `None` if the entry is not known now.
    pub fn known(&self, toggle: &str, file: Option<&str>) -> Option<EntrySnapshot> {
        let is_there = |(shown, _): &&(String, Section)| file.is_none_or(|file| file == shown);
        let has_it = |file: &&(String, Section)| file.1.toggles.contains_key(toggle);
        let file = self.files.iter().filter(is_there).find(has_it);
        let Some((_, section)) = file.or_else(|| self.files.iter().find(has_it)) else {
            return (!self.is_partial).then(EntrySnapshot::nothing);
        };
        let entry = &section.toggles[toggle];
        let segment = |name: &String| Some((name.clone(), section.segments.get(name)?.clone()));
        Some(EntrySnapshot {
            text: entry.text(),
            is_table: entry.is_table(),
            segments: entry.segments.iter().filter_map(segment).collect(),
            attributes: section.attributes.clone(),
        })
    }
}

impl EntrySnapshot {
    /// Returns the entry of a toggle that the file does not name.
    fn nothing() -> Self {
        Self { text: String::new(), is_table: false, segments: BTreeMap::new(), attributes: BTreeMap::new() }
    }

    /// Returns the entry, if there is one.
    pub fn text(&self) -> Option<&str> {
        (!self.text.is_empty()).then_some(self.text.as_str())
    }
}
