//! Segments that no rule names.

use crate::toggle_file::ToggleFile;
use toggle_runtime::__admin::{Section, Sections};

use super::{
    findings::{Finding, Location},
    rule::Rule,
};

/// Returns the segments of a file that none of its rules names.
pub(super) fn unused(file: &ToggleFile) -> Vec<Finding> {
    let finding = |Section { name, line, column }: Section| {
        let message = format!("no rule names the segment `[{name}]`; remove it, or write `segment = ..` in a rule");
        let location = Location { line: Some(line), column: Some(column), ..Location::of_file(file.path()) };
        Finding::new(Rule::UnusedSegment, None, message, Some(location))
    };
    let text = file.text().unwrap_or_default();
    Sections::of(&text).unused_segments.into_iter().map(finding).collect()
}
