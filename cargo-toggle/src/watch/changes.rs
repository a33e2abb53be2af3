//! The change of an entry in the file that causes a change of a state.

use serde::Serialize;
use toggle_admin::entries::EntrySnapshot;

use crate::contrast::contrast;

/// The change of an entry, for a terminal and as JSON.
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

impl Detail {
    /// Returns the difference of two entries. A printed state does not show all of it.
    pub(super) fn of(before: &EntrySnapshot, after: &EntrySnapshot, place: Option<String>) -> Self {
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

    /// Returns whether there is anything to show beyond the states.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_none() && self.after.is_none() && self.segments.is_empty()
    }
}

fn both(before: Option<&str>, after: Option<&str>) -> (Option<String>, Option<String>) {
    let (left, right) = contrast(before.unwrap_or_default(), after.unwrap_or_default());
    (before.map(|_| left), after.map(|_| right))
}
