//! The change of an entry in the file that a change of a state comes from.

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;
use toggle_syntax::Type;

use crate::{
    contrast::contrast,
    edit::{Entries, Section},
    program::files_of,
    question,
};

/// The entry of a toggle and all that its rules go by in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    text: String,
    is_table: bool,
    /// The segments that the rules name.
    segments: BTreeMap<String, String>,
    attributes: BTreeMap<String, String>,
}

/// The entries of a file or directory at one time.
pub(super) struct Look {
    /// The files that can be read, highest first, as they are shown.
    files: Vec<(String, Section)>,
    /// Whether a file could not be read, as one cannot that is just being written.
    is_partial: bool,
}

/// The change of an entry, for people and as JSON.
#[derive(Debug, Default, Serialize)]
pub(super) struct Detail {
    /// The place of the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
    /// The segments that have changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) segments: Vec<OfSegment>,
}

/// The change of a segment.
#[derive(Debug, Serialize)]
pub(super) struct OfSegment {
    pub(super) segment: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Look {
    /// Looks at the files of a path.
    pub(super) fn at(path: &Path, stage: Option<&str>, ty: impl Fn(&str) -> Type) -> Self {
        let paths = files_of(path);
        let mut look = Self { files: Vec::new(), is_partial: paths.is_err() };
        for path in paths.unwrap_or_default() {
            match question::text(&path).and_then(|text| Entries::read(&text, &ty).ok()) {
                Some(entries) => look.files.push((path.display().to_string(), entries.in_stage(stage))),
                None => look.is_partial = true,
            }
        }
        look
    }

    /// Returns the entry of a toggle, of which the runtime says that it stands at this place. `None` if that is not
    /// known now.
    pub(super) fn known(&self, toggle: &str, place: Option<&str>) -> Option<Known> {
        let is_there = |file: &&(String, Section)| {
            place.is_none_or(|place| place.strip_prefix(&file.0).is_some_and(|rest| rest.starts_with(':')))
        };
        let has_it = |file: &&(String, Section)| file.1.toggles.contains_key(toggle);
        let file = self.files.iter().filter(is_there).find(has_it);
        let Some((_, section)) = file.or_else(|| self.files.iter().find(has_it)) else {
            return (!self.is_partial).then(Known::nothing);
        };
        let entry = &section.toggles[toggle];
        let segment = |name: &String| Some((name.clone(), section.segments.get(name)?.clone()));
        Some(Known {
            text: entry.text(),
            is_table: entry.is_table(),
            segments: entry.segments.iter().filter_map(segment).collect(),
            attributes: section.attributes.clone(),
        })
    }
}

impl Known {
    /// Returns the entry of a toggle that the file does not name.
    fn nothing() -> Self {
        Self { text: String::new(), is_table: false, segments: BTreeMap::new(), attributes: BTreeMap::new() }
    }

    fn text(&self) -> Option<&str> {
        (!self.text.is_empty()).then_some(self.text.as_str())
    }
}

impl Detail {
    /// Returns the difference of two entries, of which a state shows less than all.
    pub(super) fn of(before: &Known, after: &Known, place: Option<String>) -> Self {
        let mut detail = Self { place, ..Self::default() };
        if before.text != after.text && (before.is_table || after.is_table) {
            (detail.before, detail.after) = both(before.text(), after.text());
        }
        // A segment that only one of the two names has not changed.
        for (name, old) in &before.segments {
            if let Some(new) = after.segments.get(name).filter(|new| *new != old) {
                let (before, after) = both(Some(old), Some(new));
                detail.segments.push(OfSegment { segment: name.clone(), before, after });
            }
        }
        detail
    }

    /// Whether there is something to show beyond the states.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_none() && self.after.is_none() && self.segments.is_empty()
    }
}

fn both(before: Option<&str>, after: Option<&str>) -> (Option<String>, Option<String>) {
    let (left, right) = contrast(before.unwrap_or_default(), after.unwrap_or_default());
    (before.map(|_| left), after.map(|_| right))
}
