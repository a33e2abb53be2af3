//! Segments that no rule names.

use std::path::Path;

use toggle_runtime::__tool::{Section, Sections};

use super::{
    findings::{Finding, Location},
    rule::Rule,
};
use crate::question;

/// Returns the segments of a file that none of its rules names.
pub(super) fn unused(path: &Path) -> Vec<Finding> {
    let finding = |Section { name, line, column }: Section| {
        let message = format!("no rule names the segment `[{name}]`; remove it, or write `segment = ..` in a rule");
        let location = Location { line: Some(line), column: Some(column), ..Location::of_file(path) };
        Finding::new(Rule::UnusedSegment, None, message, Some(location))
    };
    let text = question::text(path).unwrap_or_default();
    Sections::of(&text).unused_segments.into_iter().map(finding).collect()
}
